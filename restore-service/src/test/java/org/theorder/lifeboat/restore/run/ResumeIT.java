package org.theorder.lifeboat.restore.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.Check;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.EventJson;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RecoveryTarget;
import org.theorder.lifeboat.events.RestoreMode;
import org.theorder.lifeboat.events.RestoreRequested;
import org.theorder.lifeboat.restore.testing.LostShop;
import org.theorder.lifeboat.restore.testing.RestoreProcess;
import org.theorder.lifeboat.restore.testing.RestoredShop;
import org.theorder.lifeboat.restore.testing.Restores;
import org.theorder.lifeboat.restore.testing.TestRestorer;
import org.theorder.lifeboat.servers.FreePorts;
import org.theorder.lifeboat.servers.Postmaster;

/** kill -9 of the restoring process at any step, and the next attempt. */
class ResumeIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static LostShop shop;

    @TempDir
    Path folder;

    private Path directory;
    private RestoreRequested request;

    @BeforeAll
    static void loseShop() {
        shop = LostShop.get();
    }

    @BeforeEach
    void prepare() {
        directory = folder.resolve("shop");
        request = Restores.request(new RecoveryTarget.Latest(), directory, FreePorts.next(), null, RestoreMode.LIVE);
    }

    /** Runs the restore in a process of its own and kills it as soon as the condition holds. */
    private String killedWhen(Callable<Boolean> condition) throws Exception {
        Path output = folder.resolve("output");
        Process process = RestoreProcess.start(
                shop.repository(), folder, new String(EventJson.write(request), StandardCharsets.UTF_8), output);
        try {
            await().atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(2))
                    .pollDelay(Duration.ZERO)
                    .until(() -> condition.call() || !process.isAlive());
            assertThat(process.isAlive()).as(Files.readString(output)).isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
        return Files.readString(output);
    }

    private void assertNextAttemptPasses() throws Exception {
        try {
            RestoreOutcome.Restored restored = Restores.passes(TestRestorer.of(shop.repository(), folder), request);
            assertThat(restored.recoveredTo()).isEqualTo(shop.end());
            assertThat(restored.checks()).allMatch(Check::passed);
            assertThat(Postmaster.in(directory).orElseThrow().port())
                    .isEqualTo(request.place().port());
        } finally {
            Postmaster.in(directory).ifPresent(Postmaster::stop);
        }
    }

    @Test
    void killedWhileItCopies() throws Exception {
        killedWhen(() -> Files.exists(directory.resolve("base")));
        assertNextAttemptPasses();
    }

    @Test
    void killedWhenTheFilesAreThere() throws Exception {
        killedWhen(() -> Files.exists(directory.resolve("global/pg_control")));
        assertNextAttemptPasses();
    }

    @Test
    void killedWhileTheServerRecoversTheServerIsStopped() throws Exception {
        killedWhen(() -> Files.exists(directory.resolve("postmaster.pid")) && socketDirectory() != null);
        Path sockets = Path.of(socketDirectory());
        assertThat(sockets).isDirectory();

        assertNextAttemptPasses();

        assertThat(sockets).doesNotExist();
    }

    /** Null while the server has not written it yet. */
    private String socketDirectory() throws IOException {
        List<String> lines = Files.readAllLines(directory.resolve("postmaster.pid"));
        return lines.size() > 4 && !lines.get(4).isBlank() ? lines.get(4) : null;
    }

    @Test
    void killedWhileItVerifies() throws Exception {
        killedWhen(() -> Files.exists(directory.resolve("pg_wal/00000002.history")));
        assertNextAttemptPasses();
    }

    @Test
    void serverThatSomebodyStartedMeanwhileKeepsItsData() throws Exception {
        killedWhen(() -> Files.exists(directory.resolve("pg_wal/00000002.history")));
        assertThat(directory.resolve("UNVERIFIED")).exists();
        await().atMost(LIMIT).until(() -> Files.notExists(directory.resolve("recovery.signal")));
        Postmaster.in(directory).ifPresent(Postmaster::stop);
        Restorer restorer = TestRestorer.of(shop.repository(), folder);

        try (RestoredShop inAHurry = RestoredShop.start(directory, folder)) {
            inAHurry.value("insert into orders values (999, now(), 'by hand') returning 1");

            RestoreOutcome.Refused refused = Restores.isRefused(restorer, request, ErrorCode.TARGET_OCCUPIED);
            LifeboatException busy = assertThrows(LifeboatException.class, () -> restorer.discard(request));

            assertThat(refused.message()).contains("that no restore started runs in " + directory);
            assertThat(busy.code()).isEqualTo(ErrorCode.BUSY);
            assertThat(inAHurry.value("select text from orders where number = 999"))
                    .isEqualTo("by hand");
        }
        assertNextAttemptPasses();
        assertThat(directory.resolve("UNVERIFIED")).doesNotExist();
    }

    @Test
    void killedWhenTheServerIsPublicNothingIsDoneAgain() throws Exception {
        String output =
                killedWhen(() -> Files.readString(folder.resolve("output")).contains("done Restored"));
        assertThat(output).contains("done Restored");
        Postmaster before = Postmaster.in(directory).orElseThrow();

        assertNextAttemptPassesWithout(before);
    }

    /** The server that clients may have written to by now is still the same process. */
    private void assertNextAttemptPassesWithout(Postmaster before) throws Exception {
        try {
            RestoreOutcome.Restored restored = Restores.passes(TestRestorer.of(shop.repository(), folder), request);
            assertThat(restored.recoveredTo()).isEqualTo(shop.end());
            assertThat(Postmaster.in(directory).orElseThrow().pid()).isEqualTo(before.pid());
        } finally {
            Postmaster.in(directory).ifPresent(Postmaster::stop);
        }
    }

    @Test
    void failureIsToldByTheNextAttemptAsItWas() throws Exception {
        Restorer restorer = TestRestorer.of(shop.repository(), folder);
        RestoreSettings settings = restorer.settings();
        Restorer failing = new Restorer(
                new RestoreSettings(
                        settings.allowed(),
                        settings.readers(),
                        settings.courier(),
                        settings.recoveryLimit(),
                        settings.startLimit(),
                        Map.of("shared_buffers", "none"),
                        Map.of(),
                        settings.verification(),
                        settings.assertions()),
                restorer.chooser(),
                restorer.installations(),
                restorer.clock());
        RestoreOutcome.Failed failed = Restores.fails(failing, request, ErrorCode.RECOVERY_FAILED);
        assertThat(failed.message()).contains("shared_buffers");

        assertThat(Restores.run(restorer, request)).isEqualTo(failed);
    }

    @Test
    void processThatIsStillAliveIsWaitedFor() throws Exception {
        Restorer restorer = TestRestorer.of(shop.repository(), folder);
        killedWhen(() -> {
            if (!Files.exists(directory.resolve("base"))) {
                return false;
            }
            LifeboatException busy = assertThrows(
                    LifeboatException.class,
                    () -> restorer.run(request, Clock.systemUTC().instant(), new Progress())
                            .close());
            assertThat(busy.code()).isEqualTo(ErrorCode.BUSY);
            return true;
        });
        assertNextAttemptPasses();
    }

    @Test
    void interruptedAttemptLeavesTheTargetForTheNext() throws Exception {
        Restorer restorer = TestRestorer.of(shop.repository(), folder);
        Progress progress = new Progress();
        AtomicReference<Object> result = new AtomicReference<>();
        Thread worker = Thread.ofPlatform().start(() -> {
            try (FinishedRestore finished =
                    restorer.run(request, Clock.systemUTC().instant(), progress)) {
                result.set(finished.outcome());
            } catch (InterruptedException e) {
                result.set(e);
            }
        });
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(1))
                .pollDelay(Duration.ZERO)
                .until(() -> progress.snapshot().phase() == RestorePhase.REPLAYING);
        worker.interrupt();
        worker.join();

        assertThat(result.get()).isInstanceOf(InterruptedException.class);
        assertThat(Postmaster.in(directory))
                .as("its server does not outlive it")
                .isEmpty();
        assertNextAttemptPasses();
    }
}
