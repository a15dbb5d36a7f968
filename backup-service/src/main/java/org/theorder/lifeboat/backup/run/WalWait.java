package org.theorder.lifeboat.backup.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.protection.LastReports;
import org.theorder.lifeboat.backup.protection.ProtectionAnswer;
import org.theorder.lifeboat.backup.region.RegionState;
import org.theorder.lifeboat.backup.region.Regions;
import org.theorder.lifeboat.backup.wal.StreamStatus;
import org.theorder.lifeboat.backup.wal.StreamSupervisor;
import org.theorder.lifeboat.backup.wal.WalGap;
import org.theorder.lifeboat.backup.wal.WalPosition;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.ProtectionReported;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.backup.SealedWal;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.wal.SealRange;
import org.theorder.lifeboat.repository.wal.TimelineHistory;
import org.theorder.lifeboat.repository.wal.WalCoverage;
import org.theorder.lifeboat.repository.wal.WalReader;
import org.theorder.lifeboat.repository.wal.WalRuns;

/**
 * Waits until the WAL that a backup needs is durable, region by region. Asked of the repository, not of the stream that
 * puts it: only what a restore would find counts.
 */
final class WalWait {
    private static final Logger LOG = LoggerFactory.getLogger(WalWait.class);
    private static final Duration ROUND = Duration.ofMillis(100);

    /** A gap that is seen twice in a row so far apart was not made by a listing in the middle of a change. */
    private static final Duration GAP_ROUND = Duration.ofSeconds(5);

    private final Cluster cluster;
    private final Regions regions;
    private final StreamSupervisor streams;
    private final LastReports reports;

    WalWait(Cluster cluster, Regions regions, StreamSupervisor streams, LastReports reports) {
        this.cluster = cluster;
        this.regions = regions;
        this.streams = streams;
        this.reports = reports;
    }

    /**
     * @param start where replay begins
     * @param stop where the backup is consistent; on another timeline if a standby followed a promotion meanwhile
     * @param candidates the regions that hold the backup's files
     * @param patience so long nothing more may come, as long as no region holds everything
     * @return those of them that hold all of its WAL: as soon as all do, or when the patience ends
     * @throws LifeboatException TIMED_OUT if none does, WAL_GAP if none ever will: later WAL is there, and this in none
     */
    List<RegionName> durable(
            ClusterKeys keys,
            int segmentBytes,
            SealRange.Position start,
            SealRange.Position stop,
            List<RegionName> candidates,
            Duration patience) {
        Set<RegionName> waiting = new LinkedHashSet<>(candidates);
        List<RegionName> durable = new ArrayList<>();
        WalLacks lacks = new WalLacks(patience, System::nanoTime);
        long gapsAt = System.nanoTime() + GAP_ROUND.toNanos();
        Optional<WalGap> gap = Optional.empty();
        while (true) {
            streams.hurry(cluster.name());
            waiting.removeIf(region -> {
                boolean there = holds(region, keys, segmentBytes, start, stop, lacks);
                if (there) {
                    durable.add(region);
                    lacks.complete(region);
                }
                return there;
            });
            boolean over = lacks.isPatienceOver();
            if (waiting.isEmpty()
                    || (!durable.isEmpty() && (over || waiting.stream().allMatch(this::isClosed)))) {
                return durable;
            }
            if (over) {
                throw new LifeboatException(
                        ErrorCode.TIMED_OUT,
                        "the files of the backup are stored, but its WAL up to " + stop.lsn()
                                + " is in no region, and for " + patience.toSeconds() + " s none came: "
                                + waiting.stream()
                                        .map(region -> "region " + region + " " + state(region, lacks))
                                        .collect(Collectors.joining("; "))
                                + ". The WAL stream: " + stream());
            }
            if (durable.isEmpty() && System.nanoTime() > gapsAt) {
                Optional<WalGap> seen = gap(waiting, keys, segmentBytes, start, stop);
                if (seen.isPresent() && seen.equals(gap) && lacks.isAtRest(GAP_ROUND)) {
                    throw new LifeboatException(ErrorCode.WAL_GAP, neededAndMissing(seen.get()));
                }
                gap = seen;
                gapsAt = System.nanoTime() + GAP_ROUND.toNanos();
            }
            pause();
        }
    }

    /** What all these regions together lack although they hold later WAL: it is not on its way. */
    private Optional<WalGap> gap(
            Set<RegionName> candidates,
            ClusterKeys keys,
            int segmentBytes,
            SealRange.Position start,
            SealRange.Position stop) {
        List<Storage> open = candidates.stream()
                .map(region -> regions.get(region).state())
                .filter(RegionState.Open.class::isInstance)
                .map(state -> ((RegionState.Open) state).storage())
                .toList();
        if (open.isEmpty()) {
            return Optional.empty();
        }
        try {
            return gap(open, keys, segmentBytes, start, stop);
        } catch (LifeboatException e) {
            LOG.debug("gaps could not be looked for cluster={} reason={}", cluster.name(), e.explanation());
            return Optional.empty();
        }
    }

    static Optional<WalGap> gap(
            List<Storage> open, ClusterKeys keys, int segmentBytes, SealRange.Position start, SealRange.Position stop) {
        Optional<TimelineHistory> history = new WalReader(open, keys, segmentBytes).history(stop.timeline());
        List<WalReader> readers = open.stream()
                .map(region -> new WalReader(List.of(region), keys, segmentBytes))
                .toList();
        return SealRange.of(start, stop, history, Optional.empty()).needed().stream()
                .flatMap(stretch -> gap(readers, stretch).stream())
                .findFirst();
    }

    private static Optional<WalGap> gap(List<WalReader> regions, SealedWal.Stretch stretch) {
        WalRuns together = WalRuns.union(regions.stream()
                .map(region -> region.runs(stretch.timeline(), stretch.from()))
                .toList());
        Lsn reached = together.reach(stretch.from()).orElse(stretch.from());
        return together.behind(reached)
                .filter(later -> reached.isBefore(stretch.to()))
                .map(later -> new WalGap(stretch.timeline(), reached, later.from()));
    }

    private static String neededAndMissing(WalGap gap) {
        return "WAL from " + gap.from() + " to " + gap.to() + " on timeline " + gap.timeline()
                + ", which the backup needs, is in no region that is open, although later WAL is";
    }

    private boolean holds(
            RegionName name,
            ClusterKeys keys,
            int segmentBytes,
            SealRange.Position start,
            SealRange.Position stop,
            WalLacks lacks) {
        if (!(regions.get(name).state() instanceof RegionState.Open open)) {
            return false;
        }
        try {
            WalReader reader = new WalReader(List.of(open.storage()), keys, segmentBytes);
            for (SealedWal.Stretch stretch : SealRange.of(
                            start, stop, reader.history(stop.timeline()), Optional.empty())
                    .needed()) {
                WalCoverage there = reader.coverage(stretch.timeline(), stretch.from());
                if (!there.reaches(stretch.to())) {
                    lacks.lacks(name, new WalPosition(stretch.timeline(), there.durable()));
                    return false;
                }
            }
            return true;
        } catch (LifeboatException e) {
            LOG.debug(
                    "region could not be asked cluster={} region={} reason={}", cluster.name(), name, e.explanation());
            return false;
        }
    }

    private boolean isClosed(RegionName region) {
        return regions.get(region).state() instanceof RegionState.Closed;
    }

    private String state(RegionName region, WalLacks lacks) {
        return switch (regions.get(region).state()) {
            case RegionState.Closed closed -> "is closed: " + closed.reason();
            case RegionState.Open _ ->
                lacks.of(region).map(from -> "lacks it from " + from).orElse("could not be listed");
        };
    }

    /** Only the replica that streams the cluster knows. */
    private String stream() {
        return reports.fromElsewhere(cluster.name()).map(WalWait::told).orElseGet(this::ours);
    }

    static String told(ProtectionAnswer answer) {
        ProtectionReported report = answer.report();
        String regions = troubles(report.regions().stream().map(region -> trouble(region.region(), region.trouble())));
        return (report.streaming() ? "runs" : String.valueOf(report.trouble()))
                + regions
                + (answer.relayed() == null
                        ? ""
                        : ", as replica " + answer.relayed().replica() + " told "
                                + answer.relayed().ageSeconds() + " s ago");
    }

    private String ours() {
        StreamStatus status = streams.status(cluster.name()).orElse(null);
        if (status == null) {
            return "none runs here for this cluster";
        }
        String trouble = status.trouble();
        return (trouble == null ? "runs" : trouble)
                + troubles(status.regions().stream().map(region -> trouble(region.region(), region.trouble())));
    }

    private static String trouble(RegionName region, @Nullable String trouble) {
        return trouble == null ? "" : ", " + region + ": " + trouble;
    }

    private static String troubles(Stream<String> regions) {
        return regions.collect(Collectors.joining());
    }

    private static void pause() {
        try {
            Thread.sleep(ROUND);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LifeboatException(ErrorCode.TIMED_OUT, "the backup was stopped", e);
        }
    }
}
