package org.theorder.lifeboat.repository.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.repository.layout.BackupIds;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.storage.ForwardingStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.wal.WalSegment;

/** Correctness line 18: locked until the end of the chain's retention, extended when a child is added. */
class ChainLocksTest {
    private static final ClusterKeys KEYS = StoredRegion.KEYS;
    private static final LockTerms TERMS = LockTerms.of(RetentionRules.defaults());

    private final StoredRegion region = new StoredRegion();

    private ChainLocks locks() {
        return new ChainLocks(KEYS, StoredRegion.SEGMENT, TERMS, region.time);
    }

    private Instant lockOf(String key) {
        return region.storage.lockedUntil(key).orElse(Instant.MIN);
    }

    private static String wal(int number) {
        return KEYS.segment(new WalSegment(1, number, StoredRegion.SEGMENT).name());
    }

    /** The end of the day after so many days; backups are taken in the small hours. */
    private Instant endOfDay(BackupId backup, int days) {
        return Instant.parse(BackupIds.startedAt(backup).toString().substring(0, 10) + "T00:00:00Z")
                .plus(Duration.ofDays(days + 1));
    }

    @Test
    void everythingOfABackupIsLockedWhenItIsPut() {
        region.locking(TERMS);
        BackupId full = region.full();
        BackupId child = region.incremental(full);

        assertThat(List.of(KEYS.part(full, "base-000001.tar.zst"), KEYS.index(full), KEYS.manifest(full)))
                .allSatisfy(key -> assertThat(lockOf(key)).as(key).isEqualTo(endOfDay(full, 30)));
        assertThat(lockOf(KEYS.marker(full))).isEqualTo(endOfDay(full, 30));
        assertThat(lockOf(KEYS.part(child, "base-000001.tar.zst"))).isEqualTo(endOfDay(child, 7));
        assertThat(lockOf(wal(1))).isEqualTo(endOfDay(full, 30));
        assertThat(locks().apply(region.storage))
                .as("the registration, which is older")
                .isEqualTo(1);
        assertThat(locks().apply(region.storage)).isZero();
        assertThat(lockOf(KEYS.registration())).isEqualTo(endOfDay(full, 30));
    }

    @Test
    void recordsAndWhatIsOlderThanItsTermAreNotLocked() {
        Instant now = Instant.parse("2026-11-22T02:00:00Z");
        BackupId old = new BackupId("20260101T020000000Z-full");

        assertThat(TERMS.atPut(KEYS.marker(old), now)).isEmpty();
        assertThat(TERMS.atPut(KEYS.lease(old, now, "restore-1"), now)).isEmpty();
        assertThat(TERMS.atPut(KEYS.tombstone(old), now)).isEmpty();
        assertThat(TERMS.atPut("canaries/20260101", now)).isEmpty();
        assertThat(TERMS.atPut(KEYS.history(2), now)).contains(Instant.parse("2026-12-23T00:00:00Z"));
        assertThat(new LockTerms(Duration.ofDays(3), Duration.ofDays(9)).atPut(wal(4), now))
                .as("as long as the backup that may need it longest")
                .contains(Instant.parse("2026-12-02T00:00:00Z"));
    }

    @Test
    void aChildExtendsTheLockOfItsChainAndOfItsWal() {
        region.locking(TERMS);
        region.wal(1);
        BackupId full = region.full();
        locks().apply(region.storage);
        Instant own = endOfDay(full, 30);
        assertThat(lockOf(KEYS.marker(full))).isEqualTo(own);

        // a child near the end of the full's time keeps the full locked as long as itself
        region.time.pass(Duration.ofDays(28));
        BackupId child = region.incremental(full);
        assertThat(lockOf(KEYS.marker(child))).isEqualTo(endOfDay(child, 7));
        ChainLocks again = locks();
        again.apply(region.storage);
        Instant extended = endOfDay(child, 7);
        assertThat(extended).isAfter(own);
        assertThat(List.of(KEYS.marker(full), KEYS.index(full), wal(2), KEYS.marker(child), KEYS.registration()))
                .allSatisfy(key -> assertThat(lockOf(key)).as(key).isEqualTo(extended));
        assertThat(lockOf(wal(1))).as("WAL that no backup needs").isEqualTo(own);
        assertThat(again.apply(region.storage)).as("nothing is left to lock").isZero();

        BackupId sister = region.incremental(child);
        assertThat(again.apply(region.storage))
                .as("one of the same day extends nothing")
                .isZero();
        assertThat(lockOf(KEYS.marker(sister))).isEqualTo(extended);
    }

    @Test
    void whatWasPutBeforeLocksWereWantedIsLockedLater() {
        region.storage.locking();
        BackupId full = region.full();
        assertThat(lockOf(KEYS.marker(full))).isEqualTo(Instant.MIN);
        assertThat(locks().apply(region.storage))
                .as("five of the backup, two of WAL, the registration")
                .isEqualTo(8);
        assertThat(List.of(KEYS.marker(full), KEYS.part(full, "base-000000.tar.zst"), wal(1)))
                .allSatisfy(key -> assertThat(lockOf(key)).as(key).isEqualTo(endOfDay(full, 30)));
    }

    /** The service opens a region anew every few seconds, and looks at the locks every minute. */
    @Test
    void nothingIsAskedForASecondTimeThroughAStorageThatIsOpenedAnew() {
        region.locking(TERMS);
        BackupId full = region.full();
        region.incremental(full);
        ChainLocks locks = locks();
        AtomicInteger asked = new AtomicInteger();
        locks.apply(counting(asked));
        assertThat(asked.getAndSet(0)).isGreaterThanOrEqualTo(6);

        locks.apply(counting(asked));
        assertThat(asked).hasValue(0);

        region.full();
        locks.apply(counting(asked));
        assertThat(asked.getAndSet(0)).as("what is new").isPositive().isLessThanOrEqualTo(6);
        locks.apply(counting(asked));
        assertThat(asked).hasValue(0);
    }

    private Storage counting(AtomicInteger asked) {
        return new ForwardingStorage(region.storage) {
            @Override
            public Optional<Instant> lockedUntil(String key) {
                asked.incrementAndGet();
                return super.lockedUntil(key);
            }

            @Override
            public InputStream open(String key) {
                asked.addAndGet(key.startsWith(KEYS.backups()) ? 1 : 0);
                return super.open(key);
            }
        };
    }

    @Test
    void aSliceIsLockedForADayAndThenAsItsSegmentWouldBe() {
        region.locking(TERMS);
        BackupId full = region.full();
        ChainLocks locks = locks();
        String slice = region.slice();
        locks.apply(region.storage);
        assertThat(lockOf(slice)).isEqualTo(endOfDay(full, 1));

        region.time.pass(Duration.ofHours(13));
        locks.apply(region.storage);
        assertThat(lockOf(slice)).isEqualTo(endOfDay(full, 30));
    }

    @Test
    void aSliceWhoseSegmentIsFullIsNotLockedAgainAndGoesWhenItsLockIsOver() {
        region.locking(TERMS);
        BackupId full = region.full();
        String slice = region.slice();
        region.wal(1);
        region.time.pass(Duration.ofHours(13));
        ChainLocks locks = locks();
        locks.apply(region.storage);
        assertThat(lockOf(slice)).isEqualTo(endOfDay(full, 1));

        assertThat(retention().refused()).as("known without asking").isEmpty();
        assertThat(region.storage.keys()).contains(slice);
        region.time.pass(Duration.ofDays(2));
        locks.apply(region.storage);
        assertThat(retention().walObjects()).isEqualTo(1);
        assertThat(region.storage.keys()).doesNotContain(slice);
    }

    private RetentionOutcome retention() {
        return new RetentionRun(
                        region.storage,
                        KEYS,
                        StoredRegion.SEGMENT,
                        RetentionRules.defaults(),
                        Circumstances.quiet(),
                        region.time)
                .carryOut()
                .orElseThrow();
    }

    @Test
    void whereTheRegionCannotLockNothingIsTried() {
        region.full();
        assertThat(locks().apply(region.storage)).isZero();
        assertThat(region.storage.keys()).noneMatch(key -> key.startsWith(KEYS.locks()));
    }
}
