package org.theorder.lifeboat.backup.protection;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.backup.catalogue.RegionBackups;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.ProtectionReported;
import org.theorder.lifeboat.events.ProtectionReported.Fault;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.testing.Backups;
import org.theorder.lifeboat.repository.testing.MemoryStorage;
import org.theorder.lifeboat.repository.testing.SyntheticCluster;

/** Gauges that stay while there is the same to measure. */
class ProtectionMetersTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final ClusterName SHOP = new ClusterName("shop");
    private static final RegionName DR = new RegionName("dr");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ProtectionMeters meters = new ProtectionMeters(registry, Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void gaugesStayAndSayWhatWasSeenLast() {
        // Given
        meters.show(report(NOW.minusSeconds(7), null), Map.of(), true);
        List<Meter> before = registry.getMeters();

        // When
        meters.show(report(NOW.minusSeconds(3), null), Map.of(), true);

        // Then
        assertThat(registry.getMeters()).containsExactlyInAnyOrderElementsOf(before);
        assertThat(registry.get("lifeboat.rpo").tag("region", "dr").gauge().value())
                .isEqualTo(3.0);
        assertThat(registry.get("lifeboat.wal.behind").gauge().value()).isEqualTo(100.0);
    }

    @Test
    void theNewestBackupThatWasVerifiedAnywhereIsShown() {
        RegionName eu = new RegionName("eu");
        meters.show(
                report(NOW, null),
                Map.of(DR, verified(DR, NOW.minusSeconds(900)), eu, verified(eu, NOW.minusSeconds(60))),
                true);
        assertThat(registry.get("lifeboat.backup.newest.verified.age").gauge().value())
                .isEqualTo(60.0);

        meters.show(report(NOW, null), Map.of(DR, verified(DR, null)), true);
        assertThat(registry.get("lifeboat.backup.newest.verified.age").gauge().value())
                .isNaN();
    }

    private static RegionBackups verified(RegionName region, @Nullable Instant newest) {
        return new RegionBackups(region, List.of(), List.of(), null, true, List.of(), null, Set.of(), newest);
    }

    @Test
    void faultIsShownWhileItIsThere() {
        meters.show(report(NOW, ErrorCode.REGION_BEHIND), Map.of(), true);
        assertThat(registry.get("lifeboat.faults")
                        .tag("reason", "region-behind")
                        .gauge()
                        .value())
                .isEqualTo(1.0);

        meters.show(report(NOW, null), Map.of(), true);
        assertThat(registry.find("lifeboat.faults").gauges()).isEmpty();
    }

    @Test
    void onlyWhoLeadsTellsWhatTheServerKeeps() {
        meters.show(report(NOW, null), Map.of(), true);
        assertThat(registry.get("lifeboat.wal.retained").gauge().value()).isEqualTo(42.0);

        meters.show(report(NOW, null), Map.of(), false);
        assertThat(registry.find("lifeboat.wal.retained").gauges()).isEmpty();
    }

    @Test
    void nothingIsShownOfAClusterThatWasWithdrawn() {
        meters.show(report(NOW, null), Map.of(), true);
        registry.counter("lifeboat.backup.ended", "cluster", "shop").increment();
        Meter other = registry.counter("lifeboat.backup.ended", "cluster", "stock");

        meters.keepOnly(Set.of());

        assertThat(registry.getMeters()).as("whoever measures it").containsExactly(other);
    }

    @Test
    void newestBackupTellsHowLongItTookAndWhatItTakes() {
        MemoryStorage store = new MemoryStorage(DR, Backups.CLOCK);
        BackupMarker newest =
                Backups.take(new SyntheticCluster(), List.of(store)).marker();
        RegionBackups here =
                new RegionBackups(DR, List.of(newest), List.of(), null, true, List.of(), null, Set.of(), null);

        meters.show(report(NOW, null), Map.of(DR, here), true);

        assertThat(last("lifeboat.backup.last.stored", "full")).isEqualTo((double) newest.storedBytes());
        assertThat(last("lifeboat.backup.last.duration", "full"))
                .isEqualTo(Duration.between(newest.startedAt(), newest.completedAt())
                                .toMillis()
                        / 1000.0)
                .isPositive();
        assertThat(last("lifeboat.backup.last.duration", "incremental")).isNaN();
        // the alerts of deploy/prometheus ask for lifeboat_backup_age_seconds
        assertThat(last("lifeboat.backup.age", "full")).isNotNaN();
        assertThat(last("lifeboat.backup.age", "verified")).isNaN();
        assertThat(registry.get("lifeboat.backup.age").gauge().getId().getBaseUnit())
                .isEqualTo("seconds");
    }

    private double last(String gauge, String kind) {
        return registry.get(gauge).tag("kind", kind).tag("region", "dr").gauge().value();
    }

    private static ProtectionReported report(Instant safeThrough, @Nullable ErrorCode fault) {
        return new ProtectionReported(
                SHOP,
                NOW,
                Lsn.ZERO.plus(1_100),
                true,
                null,
                List.of(new ProtectionReported.Region(DR, Lsn.ZERO.plus(1_000), safeThrough, null, null, null, fault)),
                null,
                42L,
                null,
                null,
                fault == null ? List.of() : List.of(new Fault(fault, DR, "it was away")));
    }
}
