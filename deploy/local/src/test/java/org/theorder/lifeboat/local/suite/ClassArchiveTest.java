package org.theorder.lifeboat.local.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassArchiveTest {
    @TempDir
    Path folder;

    private ClassArchive classes;

    @BeforeEach
    void write() throws IOException {
        classes = new ClassArchive(folder.resolve("monitor-service.jsa"));
        Files.writeString(classes.file(), "as the JVM wrote it");
    }

    @Test
    void whatWasKeptIsThereAtTheNextStart() {
        classes.keep();
        classes.prepare();
        assertThat(classes.file()).exists();
    }

    @Test
    void aFlippedBitIsNoArchive() throws IOException {
        classes.keep();
        Files.writeString(classes.file(), "as the JVM wrote iu");
        classes.prepare();
        assertThat(folder).isEmptyDirectory();
    }

    /** Its writer, or who would have kept it, was killed. */
    @Test
    void whatNobodyKeptIsNoArchive() {
        classes.prepare();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void anArchiveThatTheJvmMadeAnewIsKeptAnew() throws IOException {
        classes.keep();
        Files.writeString(classes.file(), "of other jars");
        Files.setLastModifiedTime(classes.file(), FileTime.from(Instant.parse("2100-01-01T00:00:00Z")));
        classes.keep();
        classes.prepare();
        assertThat(classes.file()).exists();
    }

    @Test
    void noArchiveIsNoTrouble() throws IOException {
        Files.delete(classes.file());
        classes.keep();
        classes.prepare();
        classes.discard();
        assertThat(folder).isEmptyDirectory();
    }
}
