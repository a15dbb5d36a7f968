package org.theorder.lifeboat.backup.wal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.wal.WalCopy;
import org.theorder.lifeboat.repository.wal.WalSegment;

/**
 * Brings a region that was away up to where the stream is, out of a region that has the WAL: the stored bytes as they are,
 * several segments at once, so that it gains on a stream that goes on meanwhile.
 */
final class CatchUp {
    private static final int AT_ONCE = 4;

    private final RegionLog to;
    private final WalCopy copy;
    private final Lineage lineage;

    CatchUp(RegionLog from, RegionLog to, Lineage lineage) {
        this.to = to;
        this.copy = from.copyInto(to);
        this.lineage = lineage;
    }

    /**
     * Copies the next segments, or what there is of one.
     *
     * @param goal where the stream's own memory begins; nothing beyond is needed
     * @return the new position, or empty if the other region has nothing
     */
    Optional<WalPosition> step(WalPosition position, WalPosition goal) {
        Optional<Lsn> left = lineage.endOf(position.timeline());
        if (left.isPresent() && !position.lsn().isBefore(left.get())) {
            return Optional.of(
                    new WalPosition(lineage.after(position.timeline()), left.get()).segmentStart(to.segmentBytes()));
        }
        List<WalSegment> segments = next(position, goal, left);
        List<FutureTask<Boolean>> copies = segments.stream().map(this::begin).toList();
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

    private FutureTask<Boolean> begin(WalSegment segment) {
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
