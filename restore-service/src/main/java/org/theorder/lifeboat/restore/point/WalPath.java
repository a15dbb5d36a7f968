package org.theorder.lifeboat.restore.point;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.wal.WalRuns;
import org.theorder.lifeboat.repository.wal.WalSegment;
import org.theorder.lifeboat.restore.wal.WalFile;

/**
 * The WAL from the start of a backup to the end of what is durable, over all timelines between: what recovery may have, and
 * nothing else.
 *
 * @param legs oldest timeline first; the last one is recovered to
 * @param histories timelines whose history file there is; PostgreSQL also looks there for the number of its next timeline
 */
record WalPath(List<Leg> legs, Set<Integer> histories, int segmentBytes) {
    /**
     * The way along one timeline.
     *
     * @param from where replay enters it
     * @param to where it leaves for the next timeline, or the end of what is durable
     * @param firstSegment number of the segment that is read first
     * @param lastSegment number of the one that is read last; below {@code firstSegment} if none is: the segment in which a
     *     timeline was left is read from its successor
     * @param regions what each of them has of this timeline
     */
    record Leg(int timeline, Lsn from, Lsn to, long firstSegment, long lastSegment, Map<RegionName, WalRuns> regions) {
        /** Up to where a region has a segment. */
        private Lsn reach(RegionName region, WalSegment segment) {
            WalRuns runs = regions.get(region);
            return runs == null ? Lsn.ZERO : runs.reach(segment.start()).orElse(Lsn.ZERO);
        }

        boolean holds(WalSegment segment) {
            return segment.timeline() == timeline
                    && Long.compareUnsigned(segment.number(), firstSegment) >= 0
                    && Long.compareUnsigned(segment.number(), lastSegment) <= 0;
        }

        private boolean isEmpty() {
            return Long.compareUnsigned(lastSegment, firstSegment) < 0;
        }
    }

    private Leg last() {
        return legs.getLast();
    }

    int timeline() {
        return last().timeline();
    }

    /** Where the durable WAL ends. */
    Lsn end() {
        return last().to();
    }

    Lsn start() {
        return legs.getFirst().from();
    }

    long bytes() {
        return end().minus(start());
    }

    boolean has(WalFile file) {
        return switch (file) {
            case WalFile.History history -> histories.contains(history.timeline());
            case WalFile.Segment segment ->
                WalSegment.tryParse(segment.name(), segmentBytes)
                        .flatMap(this::leg)
                        .isPresent();
        };
    }

    private Optional<Leg> leg(WalSegment segment) {
        return legs.stream().filter(leg -> leg.holds(segment)).findFirst();
    }

    /** The segment after this one on the way; empty after the last, or if this one is not on the way. */
    Optional<WalSegment> after(WalSegment segment) {
        Optional<Leg> here = leg(segment);
        if (here.isEmpty()) {
            return Optional.empty();
        }
        if (here.get().holds(segment.next())) {
            return Optional.of(segment.next());
        }
        return legs.stream()
                .skip(legs.indexOf(here.get()) + 1L)
                .filter(leg -> !leg.isEmpty())
                .findFirst()
                .map(leg -> new WalSegment(leg.timeline(), leg.firstSegment(), segmentBytes));
    }

    /** The segments that recovery reads, in its order. */
    List<WalSegment> segments() {
        return legs.stream()
                .flatMap(leg -> LongStream.rangeClosed(leg.firstSegment(), leg.lastSegment())
                        .mapToObj(number -> new WalSegment(leg.timeline(), number, segmentBytes)))
                .toList();
    }

    /** Up to where a segment's bytes are needed. */
    Lsn needed(WalSegment segment) {
        return Lsn.min(segment.end(), end());
    }

    /** Regions that have what is needed of a segment come first, then the one that has most; otherwise the order stays. */
    List<RegionName> order(WalSegment segment, List<RegionName> preferred) {
        Optional<Leg> leg = leg(segment);
        if (leg.isEmpty()) {
            return preferred;
        }
        Lsn needed = needed(segment);
        List<RegionName> order = new ArrayList<>(preferred);
        order.sort(Comparator.<RegionName, Lsn>comparing(
                        region -> Lsn.min(needed, leg.get().reach(region, segment)))
                .reversed());
        return order;
    }

    /** Whether a region has every byte that is needed of a segment. */
    boolean isWhole(WalSegment segment, RegionName region) {
        return leg(segment)
                .map(leg -> !leg.reach(region, segment).isBefore(needed(segment)))
                .orElse(false);
    }
}
