package org.theorder.lifeboat.repository.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.repository.testing.Backups;
import org.theorder.lifeboat.repository.testing.SyntheticCluster;

/** Records are kept beside backups, and say all that must be decided by their names. */
class BackupRecordsTest {
    private static final BackupId BACKUP = SyntheticCluster.BACKUP;
    private static final BackupId OTHER = new BackupId("20261123T020000123Z-full");
    private static final Instant NOW = Instant.parse("2026-11-24T02:00:00.123Z");

    @TempDir
    Path directory;

    private FileStorage region;
    private BackupRecords records;

    @BeforeEach
    void region() {
        region = FileStorage.initialize(directory.resolve("dr"), new RegionName("dr"), Backups.CLOCK);
        records = new BackupRecords(region, SyntheticCluster.KEYS);
    }

    @Test
    void aBackupThatWasGivenUpIsListedNoMore() {
        Backups.take(SyntheticCluster.typical(1), List.of(region));
        ClusterRepository repository = new ClusterRepository(region, SyntheticCluster.KEYS);
        assertThat(repository.backups().complete()).hasSize(1);

        records.bury(Tombstone.of(BACKUP, "expired", "plan", NOW));
        records.bury(Tombstone.of(BACKUP, "again, by another replica", "plan", NOW.plusSeconds(1)));

        assertThat(repository.backups().complete()).isEmpty();
        assertThat(repository.backups().damaged()).isEmpty();
        assertThat(repository.backup(BACKUP)).isEmpty();
        assertThat(records.tombstoned()).containsExactly(BACKUP);
        assertThat(records.tombstone(BACKUP))
                .get()
                .extracting(Tombstone::because)
                .isEqualTo("expired");

        records.removeTombstone(BACKUP);
        assertThat(repository.backup(BACKUP)).isPresent();
    }

    @Test
    void theLatestLeaseCounts() {
        BackupLease first = BackupLease.of(BACKUP, "restore-a", "a restore", NOW, NOW.plusSeconds(60));
        BackupLease renewed = BackupLease.of(BACKUP, "restore-a", "a restore", NOW, NOW.plusSeconds(90));
        records.lease(first);
        records.lease(renewed);
        records.lease(BackupLease.of(OTHER, "verify-b", "a verification", NOW, NOW.plusSeconds(5)));

        assertThat(records.leases())
                .containsEntry(BACKUP, NOW.plusSeconds(90))
                .containsEntry(OTHER, NOW.plusSeconds(5));
        records.release(renewed);
        assertThat(records.leases()).containsEntry(BACKUP, NOW.plusSeconds(60));
    }

    @Test
    void theNewestHoldCounts() {
        records.hold(BackupHold.of(BACKUP, true, "case 4711", "legal", NOW));
        assertThat(records.held()).containsExactly(BACKUP);
        records.hold(BackupHold.of(BACKUP, false, "case closed", "legal", NOW.plusSeconds(1)));
        assertThat(records.held()).isEmpty();
        records.hold(BackupHold.of(BACKUP, true, "case 4712", "legal", NOW.plusSeconds(2)));
        assertThat(records.held()).containsExactly(BACKUP);
        assertThat(records.holds(BACKUP))
                .extracting(BackupHold::reason)
                .containsExactly("case 4711", "case closed", "case 4712");
    }

    @Test
    void verificationsProofsAndLocksAreFound() {
        records.proven(new RestoreProof(1, BACKUP, new RestoreId("drill-7"), true, region.region(), "pages", NOW));
        records.verified(verification(true, NOW));
        records.verified(verification(false, NOW.plusSeconds(5)));
        records.locked(ChainLock.of(BACKUP, NOW.plusSeconds(99), NOW, 4));

        assertThat(records.proven()).containsEntry(BACKUP, NOW);
        assertThat(records.verified()).containsEntry(BACKUP, new BackupRecords.Verified(NOW.plusSeconds(5), false));
        assertThat(records.verifications(BACKUP))
                .extracting(Verification::passed)
                .containsExactly(true, false);
        assertThat(records.locks()).containsEntry(BACKUP, NOW.plusSeconds(99));

        records.forget(BACKUP);
        assertThat(records.proven()).isEmpty();
        assertThat(records.verified()).isEmpty();
    }

    private Verification verification(boolean passed, Instant at) {
        return new Verification(
                1,
                BACKUP,
                region.region(),
                passed,
                new Verification.Sample(1, 30),
                true,
                9,
                1000,
                5,
                2,
                2L,
                0L,
                "everything",
                at,
                at,
                passed ? List.of() : List.of(new Verification.Damage("parts/x", ErrorCode.CORRUPT, "its SHA-256")));
    }

    @Test
    void foreignNamesArePassedOver() {
        region.create(SyntheticCluster.KEYS.leases() + "not-a-backup/x.json", Content.of("{}"));
        region.create(SyntheticCluster.KEYS.tombstones() + "readme.txt", Content.of("hello"));

        assertThat(records.leases()).isEmpty();
        assertThat(records.tombstoned()).isEmpty();
    }
}
