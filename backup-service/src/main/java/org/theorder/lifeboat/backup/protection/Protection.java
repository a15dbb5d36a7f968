package org.theorder.lifeboat.backup.protection;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.backup.catalogue.Catalogue;
import org.theorder.lifeboat.backup.catalogue.RegionBackups;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.region.RegionState;
import org.theorder.lifeboat.backup.region.Regions;
import org.theorder.lifeboat.backup.replication.SlotHealth;
import org.theorder.lifeboat.backup.schedule.DueTimes;
import org.theorder.lifeboat.backup.wal.StreamStatus;
import org.theorder.lifeboat.backup.wal.StreamSupervisor;
import org.theorder.lifeboat.backup.wal.WalGap;
import org.theorder.lifeboat.backup.wal.WalPosition;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.ProtectionReported;
import org.theorder.lifeboat.events.ProtectionReported.Fault;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.backup.BackupMarker;

/** Puts together what the stream says and what the repository says. */
@ApplicationScoped
class Protection {
    private final StreamSupervisor streams;
    private final Catalogue catalogue;
    private final Regions regions;
    private final DueTimes due;
    private final Clock clock;
    private final List<FaultSource> sources;

    Protection(
            StreamSupervisor streams,
            Catalogue catalogue,
            Regions regions,
            DueTimes due,
            Clock clock,
            @Any Instance<FaultSource> sources) {
        this.streams = streams;
        this.catalogue = catalogue;
        this.regions = regions;
        this.due = due;
        this.clock = clock;
        this.sources = sources.stream().toList();
    }

    /** False after a start, until whoever knows faults has looked for those from before. */
    boolean isKnown(Cluster cluster) {
        return sources.stream().allMatch(source -> source.isKnown(cluster));
    }

    ProtectionReported of(Cluster cluster) {
        Optional<StreamStatus> stream = streams.status(cluster.name());
        Map<RegionName, RegionBackups> backups = catalogue.last(cluster.name());
        closeConflicts(cluster, backups);
        WalGap gap = stream.map(StreamStatus::gap)
                .filter(known -> !closed(cluster, known, backups))
                .orElse(null);
        String trouble = stream.map(StreamStatus::trouble).orElse(null);
        Faults faults = faults(cluster, stream, backups, gap);
        StreamStatus leading = stream.filter(StreamStatus::leading).orElse(null);
        SlotHealth slot = leading == null ? null : leading.slot();
        return new ProtectionReported(
                cluster.name(),
                clock.instant(),
                stream.map(StreamStatus::primaryLsn).orElse(null),
                stream.map(StreamStatus::streaming).orElse(false),
                trouble != null ? trouble : gap == null ? null : gap.explanation(),
                cluster.regions().stream()
                        .map(name -> region(name, stream, backups.get(name), faults.gravest(name)))
                        .toList(),
                faults.gravest(null),
                leading == null || (leading.primaryLsn() == null && slot == null) ? null : leading.retainedBytes(),
                slot == null ? null : slot.walStatus(),
                slot == null ? null : slot.safeBytes(),
                faults.all(),
                due.of(cluster));
    }

    private Faults faults(
            Cluster cluster,
            Optional<StreamStatus> stream,
            Map<RegionName, RegionBackups> backups,
            @Nullable WalGap gap) {
        List<Fault> found = new ArrayList<>();
        stream.ifPresent(status -> status.faults().stream()
                .filter(fault -> fault.reason() != ErrorCode.WAL_GAP || gap != null)
                .forEach(found::add));
        for (RegionName name : cluster.regions()) {
            if (regions.get(name).state() instanceof RegionState.Closed closed) {
                found.add(new Fault(ErrorCode.STORE_UNREACHABLE, name, closed.reason()));
                continue;
            }
            stream.stream()
                    .flatMap(status -> status.regions().stream())
                    .filter(region -> region.region().equals(name))
                    .forEach(region -> ofStream(region).ifPresent(found::add));
            Optional.ofNullable(backups.get(name)).ifPresent(known -> found.addAll(known.faults()));
        }
        sources.forEach(source -> found.addAll(source.faults(cluster)));
        return Faults.of(found);
    }

    private static Optional<Fault> ofStream(StreamStatus.RegionStatus region) {
        ErrorCode reason = region.reason();
        return reason == null
                ? Optional.empty()
                : Optional.of(new Fault(reason, region.region(), String.valueOf(region.trouble())));
    }

    /** A full backup that began behind the gap makes it harmless for everything from then on. */
    private boolean closed(Cluster cluster, WalGap gap, Map<RegionName, RegionBackups> backups) {
        boolean closed = backups.values().stream()
                .flatMap(region -> region.newest().stream())
                .anyMatch(newest -> !newest.startLsn().isBefore(gap.to()));
        if (closed) {
            streams.gapClosed(cluster.name(), gap);
        }
        return closed;
    }

    /** A full backup behind other WAL under a known name makes its region trustworthy again. */
    private void closeConflicts(Cluster cluster, Map<RegionName, RegionBackups> backups) {
        backups.forEach((region, known) ->
                known.newestFull().ifPresent(full -> streams.conflictsClosed(cluster.name(), region, full.startLsn())));
    }

    private ProtectionReported.Region region(
            RegionName name,
            Optional<StreamStatus> stream,
            @Nullable RegionBackups backups,
            @Nullable ErrorCode reason) {
        return switch (regions.get(name).state()) {
            // whatever was there: nobody can say that it still is
            case RegionState.Closed closed ->
                new ProtectionReported.Region(name, null, null, null, null, closed.reason(), reason);
            case RegionState.Open _ -> openRegion(name, stream, backups, reason);
        };
    }

    private static ProtectionReported.Region openRegion(
            RegionName name,
            Optional<StreamStatus> stream,
            @Nullable RegionBackups backups,
            @Nullable ErrorCode reason) {
        Optional<StreamStatus.RegionStatus> status = stream.stream()
                .flatMap(all -> all.regions().stream())
                .filter(each -> each.region().equals(name))
                .findFirst();
        Optional<BackupMarker> newest = Optional.ofNullable(backups).flatMap(RegionBackups::newest);
        Optional<WalPosition> durable = status.flatMap(each -> Optional.ofNullable(each.durable()));
        // WAL alone restores nothing: a time is promised only where a backup and all WAL behind it are
        Instant safeThrough = backups != null && backups.restorable()
                ? status.map(StreamStatus.RegionStatus::safeThrough).orElse(null)
                : null;
        String ofStream = status.map(StreamStatus.RegionStatus::trouble).orElse(null);
        return new ProtectionReported.Region(
                name,
                durable.map(WalPosition::lsn).orElse(null),
                safeThrough,
                newest.map(BackupMarker::backup).orElse(null),
                newest.map(BackupMarker::completedAt).orElse(null),
                ofStream != null ? ofStream : backups == null ? null : backups.trouble(),
                reason);
    }
}
