package org.theorder.lifeboat.backup.wal;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.wal.WalEncoder;
import org.theorder.lifeboat.repository.wal.WalSegment;

/**
 * The newest WAL in memory: filled by the stream, emptied by one pump per region, each at its own pace. Holds the segment
 * that fills, and at most one full one before it until every region has it, so memory is bounded: a region that cannot follow loses its place here
 * and catches up from another region; when no region takes anything, the stream waits, and the server keeps the WAL.
 */
final class WalWindow {
    /** Full segments that are kept for the slower region. */
    private static final int FULL_SEGMENTS_KEPT = 1;

    /** So long the stream waits for a region that works but is slower than another one. */
    private static final long PATIENCE_NANOS = Duration.ofSeconds(2).toNanos();

    private static final long LONGEST_WAIT_NANOS = Duration.ofSeconds(1).toNanos();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<SegmentBuffer> segments = new ArrayDeque<>();
    private final Map<RegionName, WalPosition> regions = new HashMap<>();
    private final List<RegionName> cluster;
    private final SegmentMemory memory;
    private final WalEncoder encoder;
    private final int segmentBytes;
    private WalPosition urgentUpTo;
    private boolean streamEnded;
    private volatile boolean toBeginEarlier;

    /** A pump waits for anything at all to come; without this every few KiB would wake everybody. */
    private boolean pumpsSleep;

    /**
     * @param begin start of a segment
     * @param cluster the regions of the cluster, whether they work or not
     */
    WalWindow(WalPosition begin, int segmentBytes, List<RegionName> cluster, SegmentMemory memory, WalEncoder encoder) {
        this.cluster = cluster;
        this.segmentBytes = segmentBytes;
        this.memory = memory;
        this.encoder = encoder;
        this.urgentUpTo = begin;
        segments.addLast(new SegmentBuffer(segmentAt(begin), memory, encoder));
    }

    private WalSegment segmentAt(WalPosition position) {
        return WalSegment.containing(position.timeline(), position.lsn(), segmentBytes);
    }

    // --- the stream

    /** Takes bytes that follow directly on the ones before; waits while there is no room. */
    void append(ByteBuffer bytes) throws InterruptedException {
        lock.lock();
        try {
            while (bytes.hasRemaining()) {
                requireWanted();
                if (last().isFull()) {
                    makeRoom();
                }
                if (last().isFull()) {
                    addNext();
                }
                last().fill(bytes);
            }
            if (pumpsSleep || last().isFull()) {
                pumpsSleep = false;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void addNext() {
        segments.addLast(new SegmentBuffer(last().segment().next(), memory, encoder));
    }

    /** Leaves one segment; an empty one if meanwhile every region has got the full ones. */
    private void makeRoom() throws InterruptedException {
        changed.signalAll();
        long since = System.nanoTime();
        while (segments.size() > FULL_SEGMENTS_KEPT && !isDone(first(), System.nanoTime() - since > PATIENCE_NANOS)) {
            requireWanted();
            changed.awaitNanos(LONGEST_WAIT_NANOS / 10);
        }
        while (segments.size() > FULL_SEGMENTS_KEPT) {
            segments.removeFirst().retire();
        }
    }

    /** Whether a segment may be forgotten: by all regions that work, or out of patience by one at least. */
    private boolean isDone(SegmentBuffer segment, boolean impatient) {
        long past = regions.values().stream()
                .filter(position -> !position.isBefore(segment.end()))
                .count();
        return past > 0 && (impatient || past == regions.size());
    }

    /** The memory of full segments goes back when no region will ask for them; one in trouble still may. */
    private void forgetWhatIsEverywhere() {
        while (!segments.isEmpty() && first().isFull() && isEverywhere(first())) {
            if (segments.size() == 1) {
                addNext();
            }
            segments.removeFirst().retire();
        }
    }

    private boolean isEverywhere(SegmentBuffer segment) {
        return cluster.stream()
                .map(regions::get)
                .allMatch(position -> position != null && !position.isBefore(segment.end()));
    }

    /** The server went on to another timeline; the one before ends where it was read to. */
    void nextTimeline(WalPosition segmentStart) throws InterruptedException {
        lock.lock();
        try {
            if (last().isFull()) {
                makeRoom();
            }
            last().endTimeline();
            urgentUpTo = last().end();
            segments.addLast(new SegmentBuffer(segmentAt(segmentStart), memory, encoder));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more will come; what is here is to be put at once. */
    void endStream() {
        lock.lock();
        try {
            streamEnded = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A region lacks WAL from before, which only the server may still have: another stream is to begin there. */
    void beginEarlier() {
        lock.lock();
        try {
            toBeginEarlier = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** @throws LifeboatException REGION_BEHIND when the stream is to begin earlier */
    void requireWanted() {
        if (toBeginEarlier) {
            throw new LifeboatException(
                    ErrorCode.REGION_BEHIND,
                    "WAL that a region lacks is in none that is open: streamed again from where the open ones end");
        }
    }

    /** Somebody waits for what has come so far: put it without waiting for the interval. Once closed nothing is left. */
    void hurry() {
        lock.lock();
        try {
            if (!segments.isEmpty()) {
                urgentUpTo = last().end();
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The oldest position that is still in memory. */
    Optional<WalPosition> begin() {
        lock.lock();
        try {
            return Optional.ofNullable(segments.peekFirst()).map(SegmentBuffer::start);
        } finally {
            lock.unlock();
        }
    }

    /** How far the stream has come. */
    WalPosition end() {
        lock.lock();
        try {
            return last().end();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until one region holds everything; what only lies here may be the last copy. No region takes it when the next
     * stream is to begin earlier: then the server, which is back, has it.
     */
    void awaitDrained() throws InterruptedException {
        lock.lock();
        try {
            while (!toBeginEarlier && !isDrained()) {
                changed.awaitNanos(LONGEST_WAIT_NANOS);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isDrained() {
        WalPosition end = last().end();
        return (last().start().equals(end) && segments.size() == 1)
                || regions.values().stream().anyMatch(position -> !position.isBefore(end));
    }

    /** Whether every region that works holds everything. */
    boolean isDrainedEverywhere() {
        lock.lock();
        try {
            return segments.isEmpty()
                    || regions.values().stream().noneMatch(position -> position.isBefore(last().end()));
        } finally {
            lock.unlock();
        }
    }

    /** The memory goes back. */
    void close() {
        lock.lock();
        try {
            streamEnded = true;
            segments.forEach(SegmentBuffer::retire);
            segments.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    // --- the regions

    /** What a region does next; waits up to a second for something to do. */
    WalWork next(RegionName region, WalPosition position, long lastPutNanos, Duration interval)
            throws InterruptedException {
        lock.lock();
        try {
            if (segments.isEmpty()) {
                return new WalWork.Nothing();
            }
            if (position.isBefore(first().start())) {
                regions.remove(region);
                return new WalWork.Behind(first().start());
            }
            regions.put(region, position);
            long deadline = System.nanoTime() + LONGEST_WAIT_NANOS;
            while (true) {
                Optional<WalWork> work = work(position, System.nanoTime() - lastPutNanos >= interval.toNanos());
                long wait = Math.min(
                        deadline - System.nanoTime(),
                        Math.max(interval.toNanos() - (System.nanoTime() - lastPutNanos), 1_000_000L));
                if (work.isPresent() || deadline - System.nanoTime() <= 0) {
                    return work.orElseGet(WalWork.Nothing::new);
                }
                boolean pending = isPending(position);
                pumpsSleep |= !pending;
                changed.awaitNanos(pending ? wait : deadline - System.nanoTime());
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isPending(WalPosition position) {
        return !segments.isEmpty() && position.isBefore(last().end());
    }

    private Optional<WalWork> work(WalPosition position, boolean intervalOver) {
        SegmentBuffer buffer = bufferAt(position);
        if (buffer == null) {
            return movedOn(position);
        }
        if (buffer.isFull()) {
            return Optional.of(put(buffer, buffer.start(), true));
        }
        if (position.isBefore(buffer.end())) {
            boolean due = intervalOver || streamEnded || buffer.timelineEnded() || position.isBefore(urgentUpTo);
            return due ? Optional.of(put(buffer, position, false)) : Optional.empty();
        }
        return buffer.timelineEnded() ? movedOn(position) : Optional.empty();
    }

    private WalWork put(SegmentBuffer buffer, WalPosition from, boolean whole) {
        buffer.pin();
        WalPosition to = buffer.end();
        return new WalWork.Put(this, buffer, from, to, whole, buffer.view(from.lsn(), to.lsn()));
    }

    /** The region has all of its timeline: on to the first segment of the next one, if there is one already. */
    private Optional<WalWork> movedOn(WalPosition position) {
        return segments.stream()
                .filter(buffer -> Integer.compareUnsigned(buffer.segment().timeline(), position.timeline()) > 0)
                .findFirst()
                .map(buffer -> new WalWork.MoveOn(buffer.start()));
    }

    private @Nullable SegmentBuffer bufferAt(WalPosition position) {
        for (SegmentBuffer buffer : segments) {
            if (buffer.contains(position)) {
                return buffer;
            }
        }
        return null;
    }

    /** The region holds everything before {@code position}. */
    void durable(RegionName region, WalPosition position) {
        lock.lock();
        try {
            boolean moved = !position.equals(regions.put(region, position));
            forgetWhatIsEverywhere();
            if (moved) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The region is in trouble; nobody waits for it. */
    void detach(RegionName region) {
        lock.lock();
        try {
            regions.remove(region);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The furthest that any region holds of a timeline: what the server may forget. */
    Optional<Lsn> durableAnywhere(int timeline) {
        lock.lock();
        try {
            return regions.values().stream()
                    .filter(position -> position.timeline() == timeline)
                    .map(WalPosition::lsn)
                    .max(Lsn::compareTo);
        } finally {
            lock.unlock();
        }
    }

    void unpin(SegmentBuffer buffer) {
        lock.lock();
        try {
            buffer.unpin();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until something changes, at most so long. */
    @SuppressWarnings("WaitNotInLoop") // the callers loop, and a needless round does no harm
    void awaitChange(Duration longest) throws InterruptedException {
        lock.lock();
        try {
            var _ = changed.await(longest.toNanos(), TimeUnit.NANOSECONDS);
        } finally {
            lock.unlock();
        }
    }

    private SegmentBuffer first() {
        return Objects.requireNonNull(segments.peekFirst());
    }

    private SegmentBuffer last() {
        return Objects.requireNonNull(segments.peekLast());
    }
}
