package org.theorder.lifeboat.backup.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.backup.settings.RetentionSettings;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.ClusterRegistration;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.storage.ForwardingStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StoredObject;
import org.theorder.lifeboat.repository.testing.Backups;
import org.theorder.lifeboat.repository.testing.MemoryStorage;
import org.theorder.lifeboat.repository.testing.SyntheticCluster;

/** To look at the locks of a region is to list all WAL: 260 requests for 260,000 segments. */
class RegionLocksTest {
    private final Instant taken = Backups.CLOCK.instant();
    private final MemoryStorage store = new MemoryStorage(new RegionName("dr"), Backups.CLOCK).locking();
    private final SyntheticCluster cluster = new SyntheticCluster();
    private final Set<BackupId> listed = new HashSet<>();
    private final AtomicInteger listings = new AtomicInteger();
    private Instant now = taken.plus(Duration.ofMinutes(5));
    private final RegionLocks locks = new RegionLocks(RetentionSettings.DEFAULT.lockTerms(), new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    });

    @BeforeEach
    void oneBackup() {
        ClusterRepository.register(store, ClusterRegistration.of(SyntheticCluster.KEYS, 18, 16 << 20, taken));
        listed.add(Backups.take(cluster, List.of(store)).marker().backup());
    }

    /** How many listings one look takes. */
    private int look() {
        return look(counting());
    }

    private int look(Storage region) {
        listings.set(0);
        locks.look(listed, () -> ClusterRepository.registrations(region, SyntheticCluster.KEYS.cluster()), region);
        return listings.get();
    }

    private Storage counting() {
        return new ForwardingStorage(store) {
            @Override
            public Stream<StoredObject> list(String prefix, String after) {
                listings.incrementAndGet();
                return super.list(prefix, after);
            }

            @Override
            public Stream<String> folders(String prefix) {
                listings.incrementAndGet();
                return super.folders(prefix);
            }
        };
    }

    @Test
    void nothingIsListedUntilABackupHasComeOrAnHourIsOver() {
        assertThat(look()).isPositive();
        assertThat(store.lockedUntil(SyntheticCluster.KEYS.registration())).isPresent();
        now = now.plus(Duration.ofMinutes(59));
        assertThat(look()).isZero();

        listed.add(new BackupId("20261122T030000000Z-incremental"));
        assertThat(look()).as("a backup has come").isPositive();
        assertThat(look()).isZero();
        listed.clear();
        assertThat(look()).as("backups have gone").isZero();

        now = now.plus(Duration.ofHours(1));
        assertThat(look()).as("an hour is over").isPositive();
        now = now.minus(Duration.ofDays(3));
        assertThat(look()).as("the clock went back").isPositive();
    }

    @Test
    void aLookThatFailedIsMadeUpFor() {
        Storage away = new ForwardingStorage(store) {
            @Override
            public void lockUntil(String key, Instant until) {
                throw new LifeboatException(ErrorCode.STORE_UNREACHABLE, "away");
            }
        };
        assertThatThrownBy(() -> look(away)).hasMessageContaining("away");
        assertThat(look()).isPositive();
        assertThat(look()).isZero();
    }
}
