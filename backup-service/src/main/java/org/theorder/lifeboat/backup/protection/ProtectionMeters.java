package org.theorder.lifeboat.backup.protection;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.backup.catalogue.RegionBackups;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.ProtectionReported;
import org.theorder.lifeboat.repository.backup.BackupMarker;

/**
 * The answers to "how old is what I could restore", "what would a disaster cost now", "what does the primary keep". A
 * singleton without a proxy, because its rounds reach into it.
 */
@Singleton
class ProtectionMeters {
    private enum Meter {
        NEWEST("lifeboat.backup.newest.age", "seconds", "Age of the newest complete backup; NaN if there is none"),
        BY_KIND(
                "lifeboat.backup.age",
                "seconds",
                "Age of the newest full, incremental and verified backup; NaN if there is none"),
        RECOVERY_POINT("lifeboat.rpo", "seconds", "What a disaster at this moment would cost; NaN if unknown"),
        RETAINED(
                "lifeboat.wal.retained",
                "bytes",
                "WAL that the primary keeps because it is not durable in the repository yet"),
        SAFE("lifeboat.wal.safe", "bytes", "How much more WAL may be written before the slot is in danger"),
        BEHIND("lifeboat.wal.behind", "bytes", "WAL that the primary has written and the region does not have"),
        FAULTS("lifeboat.faults", null, "1 for each typed reason that is reported at present");

        private final String meterName;
        private final @Nullable String unit;
        private final String description;

        Meter(String meterName, @Nullable String unit, String description) {
            this.meterName = meterName;
            this.unit = unit;
            this.description = description;
        }
    }

    private final Map<Meter, MultiGauge> gauges = new EnumMap<>(Meter.class);

    ProtectionMeters(MeterRegistry meters) {
        for (Meter meter : Meter.values()) {
            gauges.put(
                    meter,
                    MultiGauge.builder(meter.meterName)
                            .description(meter.description)
                            .baseUnit(meter.unit)
                            .register(meters));
        }
    }

    /** Collects what is to be shown until the next round. */
    final class Round {
        private final Map<Meter, List<MultiGauge.Row<?>>> rows = new EnumMap<>(Meter.class);
        private final Instant now;

        Round(Instant now) {
            this.now = now;
            for (Meter meter : Meter.values()) {
                rows.put(meter, new ArrayList<>());
            }
        }

        void add(ProtectionReported report, Map<?, RegionBackups> backups, boolean leading) {
            Tags cluster = Tags.of("cluster", report.cluster().value());
            if (leading) {
                add(Meter.RETAINED, cluster, bytes(report.retainedWalBytes()));
                add(Meter.SAFE, cluster, bytes(report.safeWalBytes()));
            }
            for (ProtectionReported.Region region : report.regions()) {
                Tags tags = cluster.and("region", region.region().value());
                add(Meter.NEWEST, tags, age(region.newestBackupAt()));
                add(Meter.RECOVERY_POINT, tags, age(region.safeThrough()));
                add(
                        Meter.BEHIND,
                        tags,
                        report.primaryLsn() == null || region.durableLsn() == null
                                ? Double.NaN
                                : (double) Math.max(0, report.primaryLsn().minus(region.durableLsn())));
            }
            backups.values()
                    .forEach(region ->
                            addAges(cluster.and("region", region.region().value()), region));
            for (ProtectionReported.Fault fault : report.knownFaults()) {
                ErrorCode reason = fault.reason();
                add(
                        Meter.FAULTS,
                        cluster.and(
                                "region",
                                fault.region() == null ? "" : fault.region().value(),
                                "reason",
                                reason.slug()),
                        1);
            }
        }

        private void addAges(Tags tags, RegionBackups region) {
            for (BackupKind kind : BackupKind.values()) {
                Instant newest = region.backups().reversed().stream()
                        .filter(backup -> backup.kind() == kind)
                        .findFirst()
                        .map(BackupMarker::completedAt)
                        .orElse(null);
                add(Meter.BY_KIND, tags.and("kind", kind.wireName()), age(newest));
            }
            add(Meter.BY_KIND, tags.and("kind", "verified"), age(region.newestVerifiedAt()));
        }

        private void add(Meter meter, Tags tags, double value) {
            rows.computeIfAbsent(meter, each -> new ArrayList<>()).add(MultiGauge.Row.of(tags, value));
        }

        private double age(@Nullable Instant since) {
            return since == null ? Double.NaN : Duration.between(since, now).toMillis() / 1000.0;
        }

        private static double bytes(@Nullable Long bytes) {
            return bytes == null ? Double.NaN : (double) bytes;
        }

        /** From now on these are shown. */
        void show() {
            rows.forEach((meter, all) -> {
                MultiGauge gauge = gauges.get(meter);
                if (gauge != null) {
                    gauge.register(all, true);
                }
            });
        }
    }
}
