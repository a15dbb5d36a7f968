package org.theorder.lifeboat.monitor.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.Thresholds;

/** A real file system that fills up; needs the right to mount one, otherwise {@link StorageLookTest} has to do. */
class StorageIT {
    private static final int MEBIBYTE = 1 << 20;

    @TempDir
    Path mount;

    private boolean mounted;

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        mounted = succeeds("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", mount.toString());
        assumeThat(mounted).as("may mount a tmpfs").isTrue();
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        if (mounted) {
            assertThat(succeeds("umount", mount.toString())).isTrue();
        }
    }

    private static boolean succeeds(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    private Reading after(int mebibytes) throws IOException {
        Files.write(mount.resolve("file"), new byte[mebibytes * MEBIBYTE]);
        return new StorageLook("small", mount, new Thresholds(80, 90, 75), StorageLook.REAL).read();
    }

    @Test
    void fillingUpIsAWarningThenCriticalAndFreeingIsGood() throws IOException {
        assertThat(after(1)).isInstanceOf(Reading.Good.class);
        assertThat(after(13)).isInstanceOfSatisfying(Reading.Bad.class, bad -> {
            assertThat(bad.severity()).isEqualTo(Severity.WARNING);
            assertThat(bad.value()).startsWith("81.3 % used, 3.0 MiB free");
        });
        assertThat(after(15))
                .isInstanceOfSatisfying(
                        Reading.Bad.class, bad -> assertThat(bad.severity()).isEqualTo(Severity.CRITICAL));
        assertThat(after(11)).isInstanceOf(Reading.Good.class);
    }
}
