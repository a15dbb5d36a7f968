package org.theorder.lifeboat.repository.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.testing.FaultyStorage;
import org.theorder.lifeboat.repository.testing.MemoryStorage;
import org.theorder.lifeboat.repository.testing.SyntheticCluster;

/** Correctness line 18: a backup under restore is leased. */
class LeasedBackupTest {
    private final MemoryStorage primary = new MemoryStorage(new RegionName("primary"), Clock.systemUTC());
    private final MemoryStorage dr = new MemoryStorage(new RegionName("dr"), Clock.systemUTC());

    private LeasedBackup lease(Storage... regions) {
        return LeasedBackup.take(
                List.of(regions),
                SyntheticCluster.KEYS,
                SyntheticCluster.BACKUP,
                "restore-7",
                "a restore",
                Duration.ofMillis(300),
                Clock.systemUTC());
    }

    private static BackupRecords records(Storage region) {
        return new BackupRecords(region, SyntheticCluster.KEYS);
    }

    @Test
    void itIsRenewedInEveryRegionAndReleased() {
        try (LeasedBackup leased = lease(primary, dr)) {
            assertThat(leased.notes()).isEmpty();
            var first = records(dr).leases().get(SyntheticCluster.BACKUP);
            Awaitility.await()
                    .until(() ->
                            records(dr).leases().get(SyntheticCluster.BACKUP).isAfter(first));
        }
        assertThat(records(primary).leases()).isEmpty();
        assertThat(records(dr).leases()).isEmpty();
    }

    @Test
    void aRegionThatCannotBeWrittenStopsNobody() {
        FaultyStorage readOnly = new FaultyStorage(dr).failsToCreate(_ -> true);
        try (LeasedBackup leased = lease(primary, readOnly)) {
            assertThat(leased.notes()).singleElement().asString().contains("region dr could not be told");
        }
        assertThat(records(primary).leases()).isEmpty();
    }

    @Test
    void whatEveryRegionHasGivenUpIsNotRead() {
        Tombstone tombstone = Tombstone.of(
                SyntheticCluster.BACKUP, "expired", "plan", Clock.systemUTC().instant());
        records(primary).bury(tombstone);
        try (LeasedBackup leased = lease(primary, dr)) {
            assertThat(leased.notes()).as("the other region still has it").isEmpty();
        }
        records(dr).bury(tombstone);
        assertThatExceptionOfType(LifeboatException.class)
                .isThrownBy(() -> lease(primary, dr))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY));
        assertThat(records(dr).leases()).isEmpty();
    }
}
