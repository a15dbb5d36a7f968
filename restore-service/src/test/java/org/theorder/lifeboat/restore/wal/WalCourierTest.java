package org.theorder.lifeboat.restore.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.ErrorCode;

/** The restore_command as PostgreSQL runs it, by a real shell, against a real courier. Correctness line 26. */
class WalCourierTest {
    private static final int ENDS_RECOVERY = 1;
    private static final int STOPS_SERVER = 200;

    @TempDir
    Path data;

    private FakeWal wal = new FakeWal(Map.of());
    private WalCourier courier;

    @BeforeEach
    void start() throws IOException {
        Files.createDirectories(data.resolve("pg_wal"));
        Map<String, String> files = new HashMap<>();
        for (int i = 1; i <= 9; i++) {
            files.put(segment(i), "content " + i);
        }
        files.put("00000002.history", "1\t0/5000000\treason\n");
        wal = new FakeWal(files);
        courier = courier(Duration.ofSeconds(20));
    }

    @AfterEach
    void stop() {
        courier.close();
    }

    private WalCourier courier(Duration patience) {
        return WalCourier.start(
                wal, data, data.resolve("lifeboat-restore/spool-1"), new WalCourier.Settings(3, 2, patience));
    }

    private static String segment(int number) {
        return "%08X%08X%08X".formatted(1, 0, number);
    }

    private Process begin(String name) throws IOException {
        String command =
                courier.restoreCommand().replace("%%", "%").replace("%f", name).replace("%p", "pg_wal/RECOVERYXLOG");
        return new ProcessBuilder("/bin/sh", "-c", command)
                .directory(data.toFile())
                .redirectErrorStream(true)
                .start();
    }

    private int ask(String name) throws Exception {
        Process process = begin(name);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private Path delivered() {
        return data.resolve("pg_wal/RECOVERYXLOG");
    }

    @Test
    void segmentsComeInOrderAndTwice() throws Exception {
        for (int number : List.of(1, 2, 3, 3, 4, 5, 6, 7, 8, 9, 9)) {
            assertThat(ask(segment(number))).isZero();
            assertThat(delivered()).hasContent("content " + number);
            Files.delete(delivered());
        }
    }

    @Test
    void nextSegmentsLieReadyBeforeTheyAreAskedForAndNoMoreThanAllowed() throws Exception {
        assertThat(ask(segment(1))).isZero();
        await().until(() -> ready().size() == 3);
        assertThat(ready()).containsExactlyInAnyOrder(segment(2), segment(3), segment(4));
        assertThat(wal.fetched).doesNotContain(segment(5));
    }

    private List<String> ready() throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("lifeboat-restore/spool-1/ready"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void absentFileEndsRecovery() throws Exception {
        assertThat(ask("00000003.history")).isEqualTo(ENDS_RECOVERY);
        assertThat(ask(segment(10))).isEqualTo(ENDS_RECOVERY);
        assertThat(ask(segment(10))).as("asked again").isEqualTo(ENDS_RECOVERY);
        assertThat(ask(segment(1) + ".partial")).isEqualTo(ENDS_RECOVERY);
        assertThat(delivered()).doesNotExist();
    }

    @Test
    void historyIsDeliveredAndDoesNotDisturbTheSegments() throws Exception {
        assertThat(ask(segment(1))).isZero();
        assertThat(ask("00000002.history")).isZero();
        assertThat(delivered()).hasContent("1\t0/5000000\treason\n");
        assertThat(ask(segment(2))).isZero();
        assertThat(wal.fetched).filteredOn(segment(2)::equals).hasSize(1);
    }

    @Test
    void storageErrorStopsTheServerAndIsNeverTheEndOfTheWal() throws Exception {
        wal.failing = segment(3);
        assertThat(ask(segment(1))).isZero();

        Process process = begin(segment(3));
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isEqualTo(STOPS_SERVER);
        assertThat(output).contains(segment(3) + ": region dr is burning");
        assertThat(courier.failure().orElseThrow().code()).isEqualTo(ErrorCode.STORE_UNREACHABLE);
        assertThat(ask("00000009.history"))
                .as("absence is not claimed any more either")
                .isEqualTo(STOPS_SERVER);
    }

    /** Behind the target of a recovery WAL may be damaged, or encrypted for another identity. */
    @Test
    void whatCannotBeFetchedAheadDoesNoHarmUntilTheServerAsksForIt() throws Exception {
        wal.failing = segment(3);
        assertThat(ask(segment(1))).isZero();
        await().until(() -> wal.fetched.contains(segment(3)));

        assertThat(ask(segment(2))).isZero();
        assertThat(ask("00000002.history")).isZero();
        assertThat(courier.failure()).isEmpty();

        wal.failing = "none";
        assertThat(ask(segment(3))).isZero();
        assertThat(ask(segment(4))).isZero();
    }

    @Test
    void deadServiceStopsTheServerWhenPatienceIsOver() throws Exception {
        courier.close();
        courier = WalCourier.start(
                wal,
                data,
                data.resolve("lifeboat-restore/spool-2"),
                new WalCourier.Settings(3, 2, Duration.ofSeconds(1)));
        courier.close();
        assertThat(ask(segment(1))).isEqualTo(STOPS_SERVER);
        assertThat(ask("00000009.history")).isEqualTo(STOPS_SERVER);
    }

    @Test
    void vanishedSpoolStopsTheServer() throws Exception {
        wal.gate = new CountDownLatch(1);
        Process waiting = begin(segment(1));
        await().until(() -> !wal.fetched.isEmpty());
        Path spool = data.resolve("lifeboat-restore/spool-1");
        Files.move(spool, data.resolve("lifeboat-restore/spool-gone"));
        assertThat(waiting.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(waiting.exitValue()).isEqualTo(STOPS_SERVER);
        assertThat(ask(segment(2))).as("not even the script is there").isEqualTo(STOPS_SERVER);
        wal.gate.countDown();
    }

    @Test
    void killedScriptStopsTheServer() throws Exception {
        wal.gate = new CountDownLatch(1);
        Process shell = begin(segment(1));
        await().until(() -> !wal.fetched.isEmpty());
        await().until(() -> shell.children().findAny().isPresent());
        shell.children().forEach(ProcessHandle::destroyForcibly);
        assertThat(shell.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(shell.exitValue()).isEqualTo(STOPS_SERVER);
        wal.gate.countDown();
    }

    @Test
    void unwritableDestinationStopsTheServer() throws Exception {
        Files.delete(data.resolve("pg_wal"));
        assertThat(ask(segment(1))).isEqualTo(STOPS_SERVER);
    }

    @Test
    void namesThatAreNoNamesStopTheServer() throws Exception {
        for (String name : List.of("../x", "a b", "*", "", ".hidden", "x;id")) {
            assertThat(ask(name)).as(name).isEqualTo(STOPS_SERVER);
        }
    }

    @Test
    void manyRequestsAtFullSpeedFetchEachSegmentOnce() throws Exception {
        for (int number = 1; number <= 9; number++) {
            assertThat(ask(segment(number))).isZero();
        }
        assertThat(wal.fetched).doesNotHaveDuplicates();
    }
}
