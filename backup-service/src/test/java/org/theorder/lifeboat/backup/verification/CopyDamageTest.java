package org.theorder.lifeboat.backup.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.backup.duty.SeveralAtOnce;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.ProtectionReported.Fault;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.ClusterRegistration;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.records.BackupRecords;
import org.theorder.lifeboat.repository.records.Tombstone;
import org.theorder.lifeboat.repository.records.Verification;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.repository.storage.ForwardingStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.testing.Backups;
import org.theorder.lifeboat.repository.testing.FaultyStorage;
import org.theorder.lifeboat.repository.testing.SyntheticCluster;

/** What a region has written down is known after a restart, too. */
class CopyDamageTest {
    private static final ClusterName CLUSTER = SyntheticCluster.KEYS.cluster();
    private static final BackupId BACKUP = SyntheticCluster.BACKUP;
    private static final Instant NOW = Instant.parse("2026-11-24T02:00:00Z");

    @TempDir
    Path directory;

    private FaultyStorage region;
    private BackupRecords records;
    private final CopyDamage damage = new CopyDamage();

    @BeforeEach
    void region() {
        region =
                new FaultyStorage(FileStorage.initialize(directory.resolve("dr"), new RegionName("dr"), Backups.CLOCK));
        ClusterRepository.register(region, ClusterRegistration.of(SyntheticCluster.KEYS, 18, 16 << 20, NOW));
        records = new BackupRecords(region, SyntheticCluster.KEYS);
    }

    @Test
    void damageIsKnownFromTheFirstAnswerOnAndOverWithALaterReading() {
        records.verified(reading(BACKUP, false, NOW));
        assertThat(damage.wasAsked()).isFalse();
        assertThat(damage.fault()).isEmpty();

        assertThat(damage.recall(CLUSTER, region)).containsExactly(BACKUP);
        assertThat(damage.wasAsked()).isTrue();
        assertThat(damage.isDue()).isFalse();
        assertThat(damage.fault()).get().satisfies(fault -> {
            assertThat(fault.reason()).isEqualTo(ErrorCode.VERIFICATION_FAILED);
            assertThat(fault.region()).isEqualTo(region.region());
            assertThat(fault.explanation()).contains("1 backup is damaged there", BACKUP + "/repair");
        });

        records.verified(reading(BACKUP, true, NOW.plusSeconds(60)));
        assertThat(damage.recall(CLUSTER, region)).isEmpty();
        assertThat(damage.fault()).isEmpty();
    }

    @Test
    void damageOfABackupThatWasGivenUpIsNoFault() {
        records.verified(reading(BACKUP, false, NOW));
        records.bury(Tombstone.of(BACKUP, "expired", "plan", NOW));

        assertThat(damage.recall(CLUSTER, region)).isEmpty();
        assertThat(damage.fault()).isEmpty();
    }

    @Test
    void aRegionThatDoesNotAnswerWasAskedAndIsAskedAgain() {
        records.verified(reading(BACKUP, false, NOW));
        damage.recall(CLUSTER, region);

        region.breaksOff(key -> key.endsWith("cluster.json"));
        CopyDamage restarted = new CopyDamage();
        for (CopyDamage each : List.of(damage, restarted)) {
            assertThatExceptionOfType(LifeboatException.class).isThrownBy(() -> each.recall(CLUSTER, region));
        }

        assertThat(damage.fault()).as("what it said before").isPresent();
        assertThat(restarted.wasAsked()).isTrue();
        assertThat(restarted.isDue()).isTrue();
    }

    @Test
    void whatAReadingFindsIsKnownAtOnceWithWhatWasDamagedBefore() {
        BackupId before = new BackupId("20260101T000000000Z-full");
        records.verified(reading(before, false, NOW));

        assertThat(damage.readBack(CLUSTER, region, records, reading(BACKUP, false, NOW)))
                .containsExactlyInAnyOrder(before, BACKUP);
        assertThat(damage.fault())
                .get()
                .extracting(Fault::explanation)
                .asString()
                .contains("2 backups are damaged");

        assertThat(damage.readBack(CLUSTER, region, records, reading(BACKUP, true, NOW.plusSeconds(60))))
                .containsExactly(before);
        assertThat(records.verified().get(BACKUP)).isEqualTo(new BackupRecords.Verified(NOW.plusSeconds(60), true));
    }

    @Test
    void readingIsNotWrittenDownWhileNobodyCanBeToldWhatElseIsDamaged() {
        region.breaksOff(key -> key.endsWith("cluster.json"));

        assertThatExceptionOfType(LifeboatException.class)
                .isThrownBy(() -> damage.readBack(CLUSTER, region, records, reading(BACKUP, true, NOW)));

        assertThat(records.verified()).as("so it is read again, and told").isEmpty();
    }

    /** An object store takes its time for each question, and nothing is told of a cluster before it was answered. */
    @Test
    void aSlowStoreIsAskedAboutSeveralClustersAtOnce() throws InterruptedException {
        CyclicBarrier together = new CyclicBarrier(KnownDamage.AT_ONCE);
        Storage slow = new ForwardingStorage(region) {
            @Override
            public Stream<String> folders(String prefix) {
                meet(together);
                return super.folders(prefix);
            }
        };
        List<CopyDamage> clusters =
                Stream.generate(CopyDamage::new).limit(3 * KnownDamage.AT_ONCE).toList();

        new SeveralAtOnce(KnownDamage.AT_ONCE).each(clusters, each -> each.recall(CLUSTER, slow));

        assertThat(clusters).allMatch(CopyDamage::wasAsked);
    }

    private static void meet(CyclicBarrier together) {
        try {
            var _ = together.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException("asked about one cluster after another", e);
        }
    }

    private Verification reading(BackupId backup, boolean passed, Instant at) {
        return new Verification(
                1, backup, region.region(), passed, null, true, 9, 1000, 5, 2, 2, 0, "every part", at, at, List.of());
    }
}
