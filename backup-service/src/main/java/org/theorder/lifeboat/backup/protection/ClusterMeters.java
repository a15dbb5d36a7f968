package org.theorder.lifeboat.backup.protection;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.backup.catalogue.RegionBackups;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.ProtectionReported;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.backup.BackupMarker;

/**
 * What is measured of one cluster. The gauges stay as long as there is the same to measure, and look at what was seen last
 * when somebody asks: a round costs nothing more than that, however many clusters there are.
 */
final class ClusterMeters {
    private final MeterRegistry meters;
    private final Clock clock;
    private final List<Meter> shown = new ArrayList<>();
    private volatile @Nullable Seen seen;

    /** What was seen of the cluster in a round. */
    record Seen(ProtectionReported report, Map<RegionName, RegionBackups> backups, boolean leading) {
        /** Two with the same outline have the same gauges. */
        Outline outline() {
            return new Outline(
                    leading,
                    report.regions().stream()
                            .map(ProtectionReported.Region::region)
                            .toList(),
                    backups.keySet(),
                    report.knownFaults().stream()
                            .map(fault -> new Outline.Place(fault.reason(), fault.region()))
                            .collect(Collectors.toSet()));
        }

        ProtectionReported.@Nullable Region region(RegionName name) {
            return report.regions().stream()
                    .filter(region -> region.region().equals(name))
                    .findFirst()
                    .orElse(null);
        }
    }

    /** Which gauges there are. */
    record Outline(boolean leading, List<RegionName> regions, Set<RegionName> listed, Set<Place> faults) {
        record Place(ErrorCode reason, @Nullable RegionName region) {}
    }

    ClusterMeters(MeterRegistry meters, Clock clock) {
        this.meters = meters;
        this.clock = clock;
    }

    void show(Seen now) {
        Seen before = seen;
        seen = now;
        Outline outline = now.outline();
        if (before == null || !before.outline().equals(outline)) {
            hide();
            register(Tags.of("cluster", now.report().cluster().value()), outline);
        }
    }

    private void hide() {
        shown.forEach(meters::remove);
        shown.clear();
    }

    private void register(Tags cluster, Outline outline) {
        if (outline.leading()) {
            gauge(
                    "lifeboat.wal.retained",
                    "bytes",
                    "WAL that the primary keeps because it is not durable in the repository yet",
                    cluster,
                    last -> bytes(last.report().retainedWalBytes()));
            gauge(
                    "lifeboat.wal.safe",
                    "bytes",
                    "How much more WAL may be written before the slot is in danger",
                    cluster,
                    last -> bytes(last.report().safeWalBytes()));
        }
        gauge(
                "lifeboat.backup.newest.verified.age",
                "seconds",
                "Age of the newest backup that was read back without fault in some region",
                cluster,
                last -> age(last.backups().values().stream()
                        .map(RegionBackups::newestVerifiedAt)
                        .filter(Objects::nonNull)
                        .max(Comparator.naturalOrder())
                        .orElse(null)));
        outline.regions().forEach(region -> registerRegion(cluster.and("region", region.value()), region));
        outline.listed().forEach(region -> registerBackups(cluster.and("region", region.value()), region));
        for (Outline.Place fault : outline.faults()) {
            String region = fault.region() == null ? "" : fault.region().value();
            gauge(
                    "lifeboat.faults",
                    null,
                    "1 for each typed reason that is reported at present",
                    cluster.and("region", region, "reason", fault.reason().slug()),
                    last -> 1);
        }
    }

    private void registerRegion(Tags tags, RegionName name) {
        ofRegion(
                "lifeboat.backup.newest.age",
                "seconds",
                "Age of the newest complete backup; NaN if there is none",
                tags,
                name,
                (last, region) -> age(region.newestBackupAt()));
        ofRegion(
                "lifeboat.rpo",
                "seconds",
                "What a disaster at this moment would cost; NaN if unknown",
                tags,
                name,
                (last, region) -> age(region.safeThrough()));
        ofRegion(
                "lifeboat.wal.behind",
                "bytes",
                "WAL that the primary has written and the region does not have",
                tags,
                name,
                (last, region) -> last.report().primaryLsn() == null || region.durableLsn() == null
                        ? Double.NaN
                        : (double) Math.max(0, last.report().primaryLsn().minus(region.durableLsn())));
    }

    private void registerBackups(Tags tags, RegionName name) {
        for (BackupKind kind : BackupKind.values()) {
            Tags ofKind = tags.and("kind", kind.wireName());
            registerAge(
                    ofKind,
                    name,
                    region ->
                            newest(region, kind).map(BackupMarker::completedAt).orElse(null));
            ofNewest(
                    "lifeboat.backup.last.duration",
                    "seconds",
                    "How long the newest backup took",
                    ofKind,
                    name,
                    kind,
                    newest -> seconds(newest.startedAt(), newest.completedAt()));
            ofNewest(
                    "lifeboat.backup.last.stored",
                    "bytes",
                    "What the newest backup takes in the region",
                    ofKind,
                    name,
                    kind,
                    newest -> (double) newest.storedBytes());
        }
        registerAge(tags.and("kind", "verified"), name, RegionBackups::newestVerifiedAt);
    }

    private void registerAge(Tags tags, RegionName name, Function<RegionBackups, @Nullable Instant> moment) {
        gauge(
                "lifeboat.backup.age",
                "seconds",
                "Age of the newest full, incremental and verified backup; NaN if there is none",
                tags,
                last -> {
                    RegionBackups region = last.backups().get(name);
                    return region == null ? Double.NaN : age(moment.apply(region));
                });
    }

    private static Optional<BackupMarker> newest(RegionBackups region, BackupKind kind) {
        return region.backups().reversed().stream()
                .filter(backup -> backup.kind() == kind)
                .findFirst();
    }

    private void ofNewest(
            String name,
            String unit,
            String description,
            Tags tags,
            RegionName of,
            BackupKind kind,
            ToDoubleFunction<BackupMarker> measurement) {
        gauge(name, unit, description + "; NaN if there is none", tags, last -> {
            RegionBackups region = last.backups().get(of);
            return region == null
                    ? Double.NaN
                    : newest(region, kind).stream()
                            .mapToDouble(measurement)
                            .findFirst()
                            .orElse(Double.NaN);
        });
    }

    private interface OfRegion {
        double value(Seen last, ProtectionReported.Region region);
    }

    private void ofRegion(
            String name, String unit, String description, Tags tags, RegionName of, OfRegion measurement) {
        gauge(name, unit, description, tags, last -> {
            ProtectionReported.Region region = last.region(of);
            return region == null ? Double.NaN : measurement.value(last, region);
        });
    }

    private void gauge(
            String name, @Nullable String unit, String description, Tags tags, ToDoubleFunction<Seen> measurement) {
        shown.add(Gauge.builder(name, this, all -> {
                    Seen last = all.seen;
                    return last == null ? Double.NaN : measurement.applyAsDouble(last);
                })
                .description(description)
                .baseUnit(unit)
                .tags(tags)
                .register(meters));
    }

    private double age(@Nullable Instant since) {
        return since == null ? Double.NaN : seconds(since, clock.instant());
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 1000.0;
    }

    private static double bytes(@Nullable Long bytes) {
        return bytes == null ? Double.NaN : (double) bytes;
    }
}
