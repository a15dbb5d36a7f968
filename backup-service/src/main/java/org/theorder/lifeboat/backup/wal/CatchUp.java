package org.theorder.lifeboat.backup.wal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import java.util.stream.Stream;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.wal.WalCopy;
import org.theorder.lifeboat.repository.wal.WalSegment;

/**
 * Brings a region that was away up to where the stream is, out of the regions that have the WAL: the stored bytes as they
 * are, several segments at once, so that it gains on a stream that goes on meanwhile.
 */
final class CatchUp {
    private static final int AT_ONCE = 4;

    private final List<RegionLog> others;
    private final RegionLog to;
    private final Lineage lineage;

    /** @param others the other regions that are open, in the order in which they are asked */
    CatchUp(List<RegionLog> others, RegionLog to, Lineage lineage) {
        this.others = others;
        this.to = to;
        this.lineage = lineage;
    }

    /**
     * Copies the next segments, or what there is of one.
     *
     * @param goal where the stream's own memory begins; nothing beyond is needed
     * @return the new position, or empty if no other region has anything
     */
    Optional<WalPosition> step(WalPosition position, WalPosition goal) {
        Optional<Lsn> left = lineage.endOf(position.timeline());
        if (left.isPresent() && !position.lsn().isBefore(left.get())) {
            return Optional.of(
                    new WalPosition(lineage.after(position.timeline()), left.get()).segmentStart(to.segmentBytes()));
        }
        List<WalSegment> segments = next(position, goal, left);
        LifeboatException failure = null;
        for (RegionLog other : others) {
            try {
                Optional<WalPosition> reached = copied(other.copyInto(to), segments, position);
                if (reached.isPresent()) {
                    return reached;
                }
            } catch (LifeboatException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return Optional.empty();
    }

    /**
     * Where to go on if no other region has what comes next: behind the hole, provided that one of them is where the stream
     * is. Otherwise the stream came from a region that is closed now, and nothing may be passed over: what is missing lies
     * there, and with the server as long as it was not told that it may forget it.
     */
    Optional<WalPosition> behindHole(WalPosition position, WalPosition goal) {
        boolean reached = others.stream()
                .flatMap(other -> other.position(lineage).stream())
                .anyMatch(there -> !there.isBefore(goal));
        return reached ? next(position, goal) : Optional.empty();
    }

    private Optional<WalPosition> next(WalPosition position, WalPosition goal) {
        Stream<WalPosition> stored = others.stream().flatMap(other -> other.behind(position).stream());
        Stream<WalPosition> left =
                lineage.endOf(position.timeline()).stream().map(end -> new WalPosition(position.timeline(), end));
        return Stream.of(stored, left, Stream.of(goal))
                .flatMap(Function.identity())
                .min(Comparator.naturalOrder());
    }

    private Optional<WalPosition> copied(WalCopy copy, List<WalSegment> segments, WalPosition position) {
        List<FutureTask<Boolean>> copies =
                segments.stream().map(segment -> begin(copy, segment)).toList();
        WalPosition reached = position;
        for (int i = 0; i < copies.size(); i++) {
            WalSegment segment = segments.get(i);
            if (!ended(copies.get(i))) {
                break;
            }
            to.writer().removeSlices(segment);
            reached = new WalPosition(segment.timeline(), segment.end());
        }
        if (!reached.equals(position)) {
            return Optional.of(reached);
        }
        return copy.slices(segments.getFirst(), position.lsn()).map(end -> new WalPosition(position.timeline(), end));
    }

    private List<WalSegment> next(WalPosition position, WalPosition goal, Optional<Lsn> left) {
        List<WalSegment> segments = new ArrayList<>();
        WalSegment segment = WalSegment.containing(position.timeline(), position.lsn(), to.segmentBytes());
        segments.add(segment);
        while (segments.size() < AT_ONCE) {
            segment = segment.next();
            WalSegment candidate = segment;
            boolean needed = new WalPosition(segment.timeline(), segment.start()).isBefore(goal)
                    && left.map(end -> candidate.start().isBefore(end)).orElse(true);
            if (!needed) {
                break;
            }
            segments.add(segment);
        }
        return segments;
    }

    private static FutureTask<Boolean> begin(WalCopy copy, WalSegment segment) {
        FutureTask<Boolean> task = new FutureTask<>(() -> copy.segment(segment));
        Thread.ofVirtual().name("wal-copy-" + segment.name()).start(task);
        return task;
    }

    private static boolean ended(FutureTask<Boolean> task) {
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LifeboatException known) {
                throw known;
            }
            throw new IllegalStateException("copying WAL", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LifeboatException(ErrorCode.TIMED_OUT, "copying WAL was stopped: it goes on later", e);
        }
    }
}
