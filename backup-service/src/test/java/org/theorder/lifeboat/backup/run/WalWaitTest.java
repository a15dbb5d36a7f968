package org.theorder.lifeboat.backup.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.backup.protection.ProtectionAnswer;
import org.theorder.lifeboat.backup.wal.WalGap;
import org.theorder.lifeboat.backup.wal.WalPosition;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.ProtectionReported;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.layout.SystemIdentifier;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.testing.MemoryStorage;
import org.theorder.lifeboat.repository.wal.SealRange;
import org.theorder.lifeboat.repository.wal.WalObject;
import org.theorder.lifeboat.repository.wal.WalSegment;
import org.theorder.lifeboat.repository.wal.WalWriter;

class WalWaitTest {
    private static final RegionName DR = new RegionName("dr");
    private static final RegionName PRIMARY = new RegionName("primary");
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int SEGMENT = 1 << 20;
    private static final ClusterKeys KEYS = new ClusterKeys(new ClusterName("shop"), SystemIdentifier.parse("7"));

    private final AtomicLong nanos = new AtomicLong();
    private final WalLacks lacks = new WalLacks(PATIENCE, nanos::get);

    private void after(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static WalPosition at(long lsn) {
        return new WalPosition(1, new Lsn(lsn));
    }

    @Test
    void patienceBeginsAnewWithAllThatComes() {
        for (int minutes = 0; minutes < 60; minutes += 4) {
            lacks.lacks(DR, at(minutes));
            assertThat(lacks.isPatienceOver()).isFalse();
            after(Duration.ofMinutes(4));
        }
        lacks.lacks(DR, at(56));
        after(Duration.ofMinutes(2));
        assertThat(lacks.isPatienceOver()).as("nothing came").isTrue();
    }

    @Test
    void regionThatIsSeenForTheFirstTimeHasNotGrown() {
        after(Duration.ofMinutes(4));
        lacks.lacks(DR, at(100));
        after(Duration.ofMinutes(2));
        assertThat(lacks.isPatienceOver()).isTrue();
    }

    @Test
    void backupThatIsCompleteInOneRegionDoesNotWaitForAllThatTheOthersCatchUp() {
        lacks.lacks(DR, at(0));
        lacks.lacks(PRIMARY, at(0));
        lacks.complete(PRIMARY);
        after(Duration.ofMinutes(4));
        lacks.lacks(DR, at(100));
        after(Duration.ofMinutes(2));
        assertThat(lacks.isPatienceOver()).isTrue();
    }

    @Test
    void regionThatStillReceivesIsNotAtRest() {
        lacks.lacks(DR, at(0));
        lacks.lacks(PRIMARY, at(10));
        after(Duration.ofSeconds(6));
        assertThat(lacks.isAtRest(Duration.ofSeconds(5))).isTrue();
        lacks.lacks(PRIMARY, at(11));
        assertThat(lacks.isAtRest(Duration.ofSeconds(5))).isFalse();
    }

    @Test
    void gapIsWhatAllRegionsTogetherLack() {
        Storage dr = region(DR, 1, 3, 4);
        SealRange.Position start = new SealRange.Position(1, segment(1).start().plus(100));
        SealRange.Position stop = new SealRange.Position(1, segment(4).start().plus(100));

        assertThat(WalWait.gap(List.of(dr), KEYS, SEGMENT, start, stop))
                .contains(new WalGap(1, segment(2).start(), segment(3).start()));
        assertThat(WalWait.gap(List.of(dr, region(PRIMARY, 1, 2)), KEYS, SEGMENT, start, stop))
                .as("the second region has it")
                .isEmpty();
        assertThat(WalWait.gap(List.of(dr, region(PRIMARY, 1)), KEYS, SEGMENT, start, stop))
                .isPresent();
        SealRange.Position before = new SealRange.Position(1, segment(2).start());
        assertThat(WalWait.gap(List.of(dr), KEYS, SEGMENT, start, before))
                .as("it is not needed")
                .isEmpty();
    }

    private static WalSegment segment(int number) {
        return new WalSegment(1, number, SEGMENT);
    }

    private static Storage region(RegionName name, int... segments) {
        Storage storage = new MemoryStorage(name, Clock.systemUTC());
        for (int number : segments) {
            new WalWriter(storage, KEYS).put(WalObject.segment(segment(number), ByteBuffer.allocate(SEGMENT)));
        }
        return storage;
    }

    @Test
    void streamOfAnotherReplicaIsToldAsThatOneToldIt() {
        assertThat(WalWait.told(answer(true, null, null))).isEqualTo("runs, as replica one/17 told 3 s ago");
        assertThat(WalWait.told(answer(true, null, "it refuses the credentials")))
                .isEqualTo("runs, dr: it refuses the credentials, as replica one/17 told 3 s ago");
        assertThat(WalWait.told(answer(false, "PostgreSQL is away", null)))
                .isEqualTo("PostgreSQL is away, as replica one/17 told 3 s ago");
    }

    private static ProtectionAnswer answer(boolean streams, @Nullable String trouble, @Nullable String ofRegion) {
        return new ProtectionAnswer(
                new ProtectionReported(
                        new ClusterName("shop"),
                        Instant.EPOCH,
                        null,
                        streams,
                        trouble,
                        List.of(new ProtectionReported.Region(DR, null, null, null, null, ofRegion))),
                new ProtectionAnswer.Relayed("one/17", 3));
    }
}
