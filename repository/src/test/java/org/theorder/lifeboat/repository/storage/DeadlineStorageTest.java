package org.theorder.lifeboat.repository.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.testing.Backups;
import org.theorder.lifeboat.repository.testing.HangingStorage;

/** Correctness line 16: what every storage does holds behind deadlines too; and a store that hangs makes nobody wait. */
class DeadlineStorageTest extends StorageContract {
    private static final RegionName REGION = new RegionName("dr");
    private static final Duration SHORT = Duration.ofMillis(150);
    private static final Deadlines HASTY = new Deadlines(SHORT, SHORT, 1_000_000_000, 2, Duration.ofMillis(50));

    @TempDir
    Path directory;

    private HangingStorage hanging;

    @BeforeEach
    void standBetween() {
        hanging = new HangingStorage(storage());
    }

    @AfterEach
    void goOn() {
        hanging.goOn();
    }

    @Override
    protected Storage emptyRegion() {
        return new DeadlineStorage(
                FileStorage.initialize(root(), REGION, Backups.CLOCK), new StoreCalls(REGION, Deadlines.DEFAULT));
    }

    private Path root() {
        return directory.resolve("region");
    }

    @Override
    protected void makeUnreachable() {
        try {
            Files.move(root(), directory.resolve("elsewhere"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Storage hangingRegion(Deadlines deadlines) {
        return new DeadlineStorage(hanging, new StoreCalls(REGION, deadlines));
    }

    @Test
    void everyCallThatHangsIsGivenUp() {
        storage().create("a/object", Content.of("hello"));
        Deadlines patientWithStuckCalls = new Deadlines(SHORT, SHORT, 1_000_000_000, 100, SHORT);
        Storage region = hangingRegion(patientWithStuckCalls);
        hanging.hang();

        assertFails(ErrorCode.STORE_UNREACHABLE, () -> region.create("a/new", Content.of("x")));
        assertFails(ErrorCode.STORE_UNREACHABLE, () -> region.open("a/object"));
        assertFails(ErrorCode.STORE_UNREACHABLE, () -> region.find("a/object"));
        assertFails(ErrorCode.STORE_UNREACHABLE, () -> region.list("a/"));
        assertFails(ErrorCode.STORE_UNREACHABLE, () -> region.folders("a/"));
        assertFails(ErrorCode.STORE_UNREACHABLE, () -> region.delete("a/object"));
    }

    @Test
    void whatHangsInTheMiddleOfAnObjectIsGivenUp() throws IOException {
        storage().create("a/object", Content.of(new byte[1_000_000]));
        Storage region = hangingRegion(HASTY);

        try (InputStream in = region.open("a/object")) {
            assertThat(in.read()).isZero();
            hanging.hang();
            assertFails(ErrorCode.STORE_UNREACHABLE, in::readAllBytes);
        }
    }

    @Test
    void afterSomeStuckCallsTheNextFailsAtOnceAndThreadsAreBounded() {
        Storage region = hangingRegion(new Deadlines(SHORT, SHORT, 1_000_000_000, 2, Duration.ofHours(1)));
        hanging.hang();
        assertFails(ErrorCode.STORE_UNREACHABLE, () -> region.find("a"));
        assertFails(ErrorCode.STORE_UNREACHABLE, () -> region.find("a"));

        long begin = System.nanoTime();
        for (int i = 0; i < 1_000; i++) {
            assertFails(ErrorCode.STORE_UNREACHABLE, () -> region.find("a"));
        }

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(SHORT.multipliedBy(10));
        assertThat(hanging.waiting()).isEqualTo(2);
    }

    @Test
    void aRegionThatComesBackIsUsedAgain() {
        Storage region = hangingRegion(HASTY);
        storage().create("a/object", Content.of("hello"));
        hanging.hang();
        assertFails(ErrorCode.STORE_UNREACHABLE, () -> region.find("a/object"));
        assertFails(ErrorCode.STORE_UNREACHABLE, () -> region.find("a/object"));

        hanging.goOn();

        await().ignoreException(LifeboatException.class)
                .untilAsserted(() -> assertThat(region.find("a/object")).isPresent());
    }

    /** The stuck threads may hang for ever (a mount that was replaced); the region is used all the same. */
    @Test
    void aProbeFindsOutThatTheRegionIsBackAlthoughOldCallsStillHang() {
        Storage region = hangingRegion(HASTY);
        storage().create("a/object", Content.of("hello"));
        hanging.hang();
        assertFails(ErrorCode.STORE_UNREACHABLE, () -> region.find("a/object"));
        assertFails(ErrorCode.STORE_UNREACHABLE, () -> region.find("a/object"));

        hanging.nextCallsPass();

        await().ignoreException(LifeboatException.class)
                .untilAsserted(() -> assertThat(region.find("a/object")).isPresent());
        assertThat(hanging.waiting()).isEqualTo(2);
        assertThat(region.list("a/")).hasSize(1);
    }

    @Test
    void aRegionThatTakesNothingCanStillBeAsked() {
        Storage region = hangingRegion(HASTY);
        hanging.hangOnlyPuts();

        for (int i = 0; i < 3; i++) {
            assertFails(ErrorCode.STORE_UNREACHABLE, () -> region.create("a/object", Content.of("x")));
        }

        assertThat(region.find("a/object")).isEmpty();
    }

    /** The caller must know that its buffers are not free yet. */
    @Test
    void aPutThatWasGivenUpSaysSo() {
        Storage region = hangingRegion(HASTY);
        hanging.hang();

        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> region.create("a/object", Content.of("x"))))
                .isInstanceOf(GivenUpException.class)
                .hasMessageContaining("does not answer")
                .hasMessageContaining("putting a/object");
    }

    @Test
    void anInterruptedCallerIsFreeAtOnce() throws InterruptedException {
        Storage region = hangingRegion(Deadlines.DEFAULT);
        hanging.hang();
        AtomicReference<LifeboatException> seen = new AtomicReference<>();
        Thread caller = Thread.ofVirtual().start(() -> {
            try {
                region.find("a");
            } catch (LifeboatException e) {
                seen.set(e);
            }
        });
        await().until(() -> hanging.waiting() == 1);

        caller.interrupt();

        assertThat(caller.join(Duration.ofSeconds(5))).isTrue();
        assertThat(seen.get().code()).isEqualTo(ErrorCode.TIMED_OUT);
    }
}
