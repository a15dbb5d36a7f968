package org.theorder.lifeboat.backup.protection;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.backup.catalogue.Catalogue;
import org.theorder.lifeboat.backup.catalogue.RegionBackups;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.region.RegionState;
import org.theorder.lifeboat.backup.region.Regions;
import org.theorder.lifeboat.backup.wal.StreamStatus;
import org.theorder.lifeboat.backup.wal.StreamSupervisor;
import org.theorder.lifeboat.backup.wal.WalGap;
import org.theorder.lifeboat.backup.wal.WalPosition;
import org.theorder.lifeboat.events.ProtectionReported;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.backup.BackupMarker;

/** Puts together what the stream says and what the repository says. */
@ApplicationScoped
class Protection {
    private final StreamSupervisor streams;
    private final Catalogue catalogue;
    private final Regions regions;
    private final Clock clock;

    Protection(StreamSupervisor streams, Catalogue catalogue, Regions regions, Clock clock) {
        this.streams = streams;
        this.catalogue = catalogue;
        this.regions = regions;
        this.clock = clock;
    }

    ProtectionReported of(Cluster cluster) {
        Optional<StreamStatus> stream = streams.status(cluster.name());
        Map<RegionName, RegionBackups> backups = catalogue.last(cluster.name());
        WalGap gap = stream.map(StreamStatus::gap)
                .filter(known -> !closed(cluster, known, backups))
                .orElse(null);
        String trouble = stream.map(StreamStatus::trouble).orElse(null);
        return new ProtectionReported(
                cluster.name(),
                clock.instant(),
                stream.map(StreamStatus::primaryLsn).orElse(null),
                stream.map(StreamStatus::streaming).orElse(false),
                trouble != null ? trouble : gap == null ? null : gap.explanation(),
                cluster.regions().stream()
                        .map(name -> region(name, stream, backups.get(name)))
                        .toList());
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

    private ProtectionReported.Region region(
            RegionName name, Optional<StreamStatus> stream, @Nullable RegionBackups backups) {
        return switch (regions.get(name).state()) {
            // whatever was there: nobody can say that it still is
            case RegionState.Closed closed ->
                new ProtectionReported.Region(name, null, null, null, null, closed.reason());
            case RegionState.Open _ -> openRegion(name, stream, backups);
        };
    }

    private static ProtectionReported.Region openRegion(
            RegionName name, Optional<StreamStatus> stream, @Nullable RegionBackups backups) {
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
                ofStream != null ? ofStream : backups == null ? null : backups.trouble());
    }
}
