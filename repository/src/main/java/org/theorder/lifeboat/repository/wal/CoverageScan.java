package org.theorder.lifeboat.repository.wal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.theorder.lifeboat.events.Lsn;

/** How far the WAL of a timeline reaches in one region, found by listing. */
final class CoverageScan {
    private final SegmentListing listing;
    private final WalSegment first;
    private final List<WalRun> runs = new ArrayList<>();

    /** @param first where the question begins */
    CoverageScan(SegmentListing listing, WalSegment first) {
        this.listing = listing;
        this.first = first;
    }

    WalRuns runs() {
        findRuns();
        return new WalRuns(runs);
    }

    WalCoverage scan() {
        findRuns();
        List<WalCoverage.Gap> gaps = new ArrayList<>();
        Lsn reached = first.start();
        for (WalRun run : runs) {
            if (reached.isBefore(run.from())) {
                gaps.add(new WalCoverage.Gap(reached, run.from()));
            }
            reached = Lsn.max(reached, run.to());
        }
        Lsn durable = gaps.isEmpty() ? reached : gaps.getFirst().from();
        return new WalCoverage(first.timeline(), first.start(), durable, gaps);
    }

    /** Slices of a segment that is there in full add nothing and are not even listed. */
    private void findRuns() {
        Deque<WalSegment> sliced = new ArrayDeque<>(listing.slicedFrom(first));
        try (Stream<WalSegment> full = listing.fullFrom(first)) {
            for (Iterator<WalSegment> segments = full.iterator(); segments.hasNext(); ) {
                WalSegment segment = segments.next();
                while (!sliced.isEmpty() && sliced.getFirst().compareTo(segment) < 0) {
                    addSliced(sliced.removeFirst());
                }
                if (segment.equals(sliced.peekFirst())) {
                    sliced.removeFirst();
                }
                add(new WalRun(segment.start(), segment.end()));
            }
        }
        sliced.forEach(this::addSliced);
    }

    private void addSliced(WalSegment segment) {
        Lsn end = listing.slicedUpTo(segment);
        if (segment.start().isBefore(end)) {
            add(new WalRun(segment.start(), end));
        }
    }

    private void add(WalRun run) {
        if (!runs.isEmpty() && runs.getLast().to().equals(run.from())) {
            runs.add(new WalRun(runs.removeLast().from(), run.to()));
        } else {
            runs.add(run);
        }
    }
}
