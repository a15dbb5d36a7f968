package org.theorder.lifeboat.restore.point;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.wal.TimelineHistory;
import org.theorder.lifeboat.repository.wal.WalRun;
import org.theorder.lifeboat.repository.wal.WalRuns;
import org.theorder.lifeboat.repository.wal.WalSegment;

/** Lays backups over the WAL of each timeline, region by region. One listing for each timeline and region. */
final class WindowFinder {
    private static final Lsn END = new Lsn(-1);

    private final List<Copies> servers;

    /** @param servers that had the name, the present one first */
    WindowFinder(List<Copies> servers) {
        this.servers = servers;
    }

    /** What a region can do alone: neither backups nor WAL nor histories of another one count. */
    RestorePoints.Region in(RegionName region) {
        List<RestorePoints.Timeline> timelines = new ArrayList<>();
        List<RestorePoints.Trouble> troubles = new ArrayList<>();
        for (Copies all : servers) {
            Copies copies = all.only(region);
            for (int timeline : copies.timelines()) {
                if (copies.lacksHistory(timeline)) {
                    troubles.add(new RestorePoints.Trouble(
                            ErrorCode.WAL_GAP,
                            "the history of timeline " + Integer.toUnsignedString(timeline)
                                    + " is missing: nothing on it can be restored from this region alone"));
                } else if (copies.hasSoundHistory(timeline)) {
                    timelines.add(timeline(copies, region, timeline));
                }
            }
            troubles.addAll(copies.troublesOfOneRegion());
        }
        return new RestorePoints.Region(
                region,
                timelines,
                timelines.stream()
                        .filter(timeline -> !timeline.windows().isEmpty())
                        .findFirst()
                        .map(timeline -> timeline.windows().getLast().to())
                        .orElse(null),
                troubles);
    }

    private static RestorePoints.Timeline timeline(Copies copies, RegionName region, int timeline) {
        Lineage lineage = new PathFinder(copies).lineage(timeline);
        List<BackupMarker> backups = copies.backups().reversed().stream()
                .filter(backup -> copies.hasChain(region, backup))
                .filter(backup -> !lineage.from(backup).isEmpty())
                .toList();
        Optional<TimelineHistory.Ancestor> parent = copies.history(timeline).flatMap(TimelineHistory::parent);
        WalRuns wal = backups.isEmpty() ? new WalRuns(List.of()) : wal(copies, region, lineage);
        return new RestorePoints.Timeline(
                copies.keys().systemIdentifier(),
                timeline,
                parent.map(TimelineHistory.Ancestor::timeline).orElse(null),
                parent.map(TimelineHistory.Ancestor::switchedAt).orElse(null),
                windows(copies, region, lineage, backups, wal),
                gaps(backups, wal));
    }

    /** The WAL as recovery reads it: where a timeline was left, from its successor, which has a copy of that segment. */
    private static WalRuns wal(Copies copies, RegionName region, Lineage lineage) {
        List<WalRuns> stretches = new ArrayList<>();
        Lsn from = copies.earliestStart();
        for (Lineage.Stage stage : lineage.stages()) {
            Lsn begin = WalSegment.containing(stage.timeline(), from, copies.segmentBytes())
                    .start();
            Lsn to = stage.leftAt()
                    .map(left -> WalSegment.containing(stage.timeline(), left, copies.segmentBytes())
                            .start())
                    .orElse(END);
            if (begin.isBefore(to)) {
                WalRuns there = copies.wal(stage.timeline(), from).getOrDefault(region, new WalRuns(List.of()));
                stretches.add(new WalRuns(there.runs().stream()
                        .map(run -> new WalRun(Lsn.max(run.from(), begin), Lsn.min(run.to(), to)))
                        .filter(run -> run.from().isBefore(run.to()))
                        .toList()));
                from = to;
            }
        }
        return WalRuns.union(stretches);
    }

    private static List<RestorePoints.Window> windows(
            Copies copies, RegionName region, Lineage lineage, List<BackupMarker> backups, WalRuns wal) {
        List<RestorePoints.Window> windows = new ArrayList<>();
        for (WalRun run : wal.runs()) {
            List<BackupMarker> within = backups.stream()
                    .filter(backup -> run.holds(backup.startLsn()))
                    .filter(backup -> !run.to().isBefore(backup.stopLsn()))
                    .sorted(Comparator.comparing(BackupMarker::stopLsn))
                    .toList();
            if (!within.isEmpty()) {
                BackupMarker oldest = within.getFirst();
                windows.add(new RestorePoints.Window(
                        new RestorePoints.Point(oldest.stopLsn(), oldest.completedAt()),
                        new RestorePoints.Point(
                                run.to(),
                                storedAt(copies, region, lineage, run.to()).orElse(oldest.completedAt())),
                        within.stream().map(BackupMarker::backup).toList()));
            }
        }
        return windows;
    }

    private static Optional<Instant> storedAt(Copies copies, RegionName region, Lineage lineage, Lsn end) {
        int timeline = lineage.stages().stream()
                .filter(stage -> stage.leftAt().map(left -> !left.isBefore(end)).orElse(true))
                .findFirst()
                .map(Lineage.Stage::timeline)
                .orElseThrow();
        Map<RegionName, Instant> stored = new PathFinder(copies).storedAt(timeline, end);
        return Optional.ofNullable(stored.get(region));
    }

    private static List<RestorePoints.Gap> gaps(List<BackupMarker> backups, WalRuns wal) {
        List<RestorePoints.Gap> gaps = new ArrayList<>();
        Lsn reached = backups.stream()
                .map(BackupMarker::startLsn)
                .min(Comparator.naturalOrder())
                .orElse(END);
        for (WalRun run : wal.runs()) {
            if (reached.isBefore(run.from())) {
                gaps.add(new RestorePoints.Gap(reached, run.from()));
            }
            reached = Lsn.max(reached, run.to());
        }
        return gaps;
    }
}
