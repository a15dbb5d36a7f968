package org.theorder.lifeboat.restore.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** Which programs start which cluster. */
class InstallationsTest {
    @TempDir
    Path folder;

    /** Programs that say they are of a version. */
    private Path programs(String name, String version) throws IOException {
        Path bin = Files.createDirectories(folder.resolve(name).resolve("bin"));
        for (String program : List.of("postgres", "pg_ctl")) {
            Path file = Files.writeString(
                    bin.resolve(program), "#!/bin/sh\necho '" + program + " (PostgreSQL) " + version + "'\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return bin;
    }

    @Test
    void eachMajorVersionHasItsPrograms() throws IOException {
        Path old = programs("15", "15.18 (Debian 15.18-1)");
        Path current = programs("18", "18.6");

        Installations here = Installations.at(List.of(folder.resolve("15"), current));

        assertThat(here.require(15, "backup b").programs()).isEqualTo(old);
        assertThat(here.require(18, "backup b").programs()).isEqualTo(current);
        assertThat(here.newest().majorVersion()).isEqualTo(18);
    }

    @Test
    void versionThatIsNotThereIsRefusedWithThoseThatAre() throws IOException {
        Installations here = Installations.at(List.of(programs("15", "15.18"), programs("18", "18.6")));

        assertThatThrownBy(() -> here.require(16, "backup b"))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SERVER_UNSUITABLE))
                .hasMessageContaining("backup b is of PostgreSQL 16, and here is PostgreSQL 18 (" + folder
                        + "/18/bin), PostgreSQL 15 (" + folder
                        + "/15/bin): add the folder with the programs of version 16"
                        + " to lifeboat.postgres.binaries");
    }

    @Test
    void dataDirectorySaysWhatItTakes() throws IOException {
        Installations here = Installations.at(List.of(programs("15", "15.18"), programs("18", "18.6")));
        Path data = Files.createDirectory(folder.resolve("data"));
        Files.writeString(data.resolve("PG_VERSION"), "15\n");

        assertThat(here.of(data).majorVersion()).isEqualTo(15);

        Files.writeString(data.resolve("PG_VERSION"), "17\n");
        assertThatThrownBy(() -> here.of(data)).hasMessageContaining("the cluster in " + data + " is of PostgreSQL 17");
    }

    @Test
    void sameVersionTwiceIsRefusedAtTheStart() throws IOException {
        List<Path> twice = List.of(programs("a", "18.5"), programs("b", "18.6"));

        assertThatThrownBy(() -> Installations.at(twice))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID))
                .hasMessageContaining("one folder for each major version")
                .hasMessageContaining("/a/bin")
                .hasMessageContaining("/b/bin");
    }
}
