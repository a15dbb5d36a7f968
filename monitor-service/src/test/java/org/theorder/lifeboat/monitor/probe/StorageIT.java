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
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Verdict;
import org.theorder.lifeboat.monitor.rulebook.RuleBook;

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

    private Verdict after(int mebibytes) throws IOException {
        Files.write(mount.resolve("file"), new byte[mebibytes * MEBIBYTE]);
        Reading reading = new StorageLook("small", mount, StorageLook.REAL, new Forecast(System::nanoTime)).read();
        return RuleBook.ofRelease().named(RuleName.STORAGE_USED).verdict(reading);
    }

    @Test
    void fillingUpIsAWarningThenCriticalAndFreeingIsGood() throws IOException {
        assertThat(after(1)).isEqualTo(Verdict.Plain.GOOD);
        assertThat(after(13)).isEqualTo(new Verdict.Bad(Severity.WARNING));
        assertThat(after(15)).isEqualTo(new Verdict.Bad(Severity.CRITICAL));
        assertThat(after(11)).isEqualTo(Verdict.Plain.GOOD);
    }
}
