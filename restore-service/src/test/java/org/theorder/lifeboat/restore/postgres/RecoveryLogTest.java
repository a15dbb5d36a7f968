package org.theorder.lifeboat.restore.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.Lsn;

/** Lines as PostgreSQL 18.6 wrote them. */
class RecoveryLogTest {
    private static RecoveryLog log(String lines) {
        RecoveryLog log = new RecoveryLog();
        lines.lines().forEach(log::accept);
        return log;
    }

    @Test
    void recoveryToTheEndIsUnderstood() {
        RecoveryLog log = log("""
                2026-11-22 15:45:57.384 UTC [10273] LOG:  redo starts at 0/3000028
                2026-11-22 15:45:57.445 UTC [10273] LOG:  restored log file "000000010000000000000004" from archive
                2026-11-22 15:45:57.517 UTC [10273] LOG:  consistent recovery state reached at 0/3000120
                2026-11-22 15:45:58.517 UTC [10273] LOG:  redo in progress, elapsed time: 1.00 s, current LSN: 0/4F00010
                2026-11-22 15:45:58.600 UTC [10273] LOG:  redo done at 0/5000098 system usage: CPU: user: 0.00 s
                2026-11-22 15:45:58.601 UTC [10273] LOG:  last completed transaction was at log time 2026-11-22 15:45:41.466058+00
                2026-11-22 15:45:58.602 UTC [10273] LOG:  selected new timeline ID: 12
                2026-11-22 15:45:58.700 UTC [10264] LOG:  database system is ready to accept connections
                """);

        assertThat(log.ready()).isTrue();
        assertThat(log.consistent()).isTrue();
        assertThat(log.redoStart()).contains(Lsn.parse("0/3000028"));
        assertThat(log.replayed()).contains(Lsn.parse("0/4F00010"));
        assertThat(log.lastCommitAt()).contains(Instant.parse("2026-11-22T15:45:41.466058Z"));
        assertThat(log.timeline()).contains(12);
        assertThat(log.stoppedBecause()).isEmpty();
        assertThat(log.endedBeforeTarget()).isFalse();
    }

    @Test
    void timeWithoutFractionIsATime() {
        assertThat(
                        log("2026-11-22 15:45:58.601 UTC [1] LOG:  last completed transaction was at log time 2026-11-22 15:45:41+00")
                                .lastCommitAt())
                .contains(Instant.parse("2026-11-22T15:45:41Z"));
    }

    @Test
    void stopAtATargetIsToldInTheServersWords() {
        assertThat(
                        log("2026-11-22 15:45:58.601 UTC [1] LOG:  recovery stopping before commit of transaction 742, time 2026-11-22 15:45:41.5+00")
                                .stoppedBecause())
                .contains("recovery stopping before commit of transaction 742, time 2026-11-22 15:45:41.5+00");
    }

    @Test
    void reasonOfAFailureIsTheLastFatalWithDetailAndHint() {
        RecoveryLog log = log("""
                2026-11-22 15:46:26.645 UTC [10708] FATAL:  could not restore file "00000002.history" from archive: child process exited with exit code 200
                2026-11-22 15:46:26.645 UTC [10708] DETAIL:  The failed archive command was: x
                2026-11-22 15:46:26.647 UTC [10699] LOG:  startup process (PID 10708) exited with exit code 1
                """);

        assertThat(log.reason())
                .startsWith(
                        "could not restore file \"00000002.history\" from archive: child process exited with exit code 200;"
                                + " The failed archive command was: x");
        assertThat(log.ready()).isFalse();
    }

    @Test
    void fullDiskIsRecognised() {
        RecoveryLog log = log("""
                2026-11-22 15:46:26.645 UTC [10708] FATAL:  could not extend file "base/5/16385" with FileFallocate(): No space left on device
                2026-11-22 15:46:26.645 UTC [10708] HINT:  Check free disk space.
                2026-11-22 15:46:26.647 UTC [10699] LOG:  startup process (PID 10708) exited with exit code 1
                """);

        assertThat(log.ranOutOfSpace()).isTrue();
        assertThat(log.reason()).contains("Check free disk space.");
        assertThat(log("2026-11-22 15:46:26.645 UTC [1] FATAL:  could not open file: Permission denied")
                        .ranOutOfSpace())
                .isFalse();
    }

    @Test
    void whatIsPrintedWithoutPrefixIsKeptForTheReason() {
        assertThat(log("postgres: could not access directory \"/x\": No such file or directory\n")
                        .reason())
                .contains("could not access directory");
    }

    @Test
    void endBeforeTheTargetIsRecognised() {
        assertThat(
                        log("2026-11-22 15:46:25.418 UTC [1] FATAL:  recovery ended before configured recovery target was reached")
                                .endedBeforeTarget())
                .isTrue();
    }

    @Test
    void growingFileIsReadInWholeLines(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("log"), "one\ntw");
        LogFile log = new LogFile(file);
        List<String> lines = new ArrayList<>();

        log.read(lines::add);
        assertThat(lines).containsExactly("one");

        Files.writeString(file, "o\nthree", StandardOpenOption.APPEND);
        log.read(lines::add);
        assertThat(lines).containsExactly("one", "two");
    }
}
