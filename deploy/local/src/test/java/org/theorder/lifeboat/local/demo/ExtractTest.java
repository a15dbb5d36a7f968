package org.theorder.lifeboat.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExtractTest {
    private static final Path JAR = Path.of("lifeboat-restore.jar");

    @TempDir
    Path directory;

    private Path folderWith(String name, String script) throws IOException {
        Path folder = Files.createDirectory(directory.resolve(name));
        Path dump = Files.writeString(folder.resolve("pg_dump"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(dump, PosixFilePermissions.fromString("rwxr-xr-x"));
        return folder;
    }

    private static String said(int major) {
        return "echo 'pg_dump (PostgreSQL) " + major + ".6 (Debian " + major + ".6-1)'";
    }

    @Test
    void firstDumpProgramThatWorksAndIsNewEnoughIsTaken() throws IOException {
        Path broken =
                folderWith("broken", "echo 'You must install at least one postgresql-client package' >&2; exit 1");
        Path old = folderWith("old", said(16));
        Path present = folderWith("present", said(18));
        Path empty = directory.resolve("empty");

        assertThat(Extract.with(JAR, ":" + empty + ":" + broken + ":" + old + ":" + present))
                .contains(new Extract(JAR, present.resolve("pg_dump")));
        assertThat(Extract.with(JAR, broken + ":" + old)).isEqualTo(Optional.empty());
    }
}
