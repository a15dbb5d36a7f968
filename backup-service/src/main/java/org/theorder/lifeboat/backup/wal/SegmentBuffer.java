package org.theorder.lifeboat.backup.wal;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.wal.WalEncoder;
import org.theorder.lifeboat.repository.wal.WalObject;
import org.theorder.lifeboat.repository.wal.WalSegment;

/**
 * One segment as far as it has come. {@link WalWindow} guards filling and pinning; the bytes that were there when it was
 * pinned may be read without a lock, because they never change.
 */
final class SegmentBuffer {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final WalSegment segment;
    private final SegmentMemory memory;
    private final WalEncoder encoder;
    private final Object compressing = new Object();
    private ByteBuffer bytes = NOTHING;
    private int filled;
    private int pins;
    private boolean retired;
    private boolean timelineEnded;
    private @Nullable WalObject full;
    private @Nullable WalObject slice;
    private long sliceFrom;
    private long sliceTo;

    SegmentBuffer(WalSegment segment, SegmentMemory memory, WalEncoder encoder) {
        this.segment = segment;
        this.memory = memory;
        this.encoder = encoder;
    }

    WalSegment segment() {
        return segment;
    }

    WalPosition start() {
        return new WalPosition(segment.timeline(), segment.start());
    }

    /** The first byte that has not come yet. */
    WalPosition end() {
        return new WalPosition(segment.timeline(), segment.start().plus(filled));
    }

    boolean isFull() {
        return filled == segment.bytes();
    }

    /** True if the timeline was left inside this segment, so that it never becomes full. */
    boolean timelineEnded() {
        return timelineEnded;
    }

    void endTimeline() {
        timelineEnded = true;
    }

    boolean contains(WalPosition position) {
        return position.timeline() == segment.timeline()
                && !position.lsn().isBefore(segment.start())
                && position.lsn().isBefore(segment.end());
    }

    /** Takes as many bytes as still belong to this segment. */
    void fill(ByteBuffer source) {
        int count = Math.min(source.remaining(), segment.bytes() - filled);
        if (bytes.capacity() < filled + count) {
            bytes = memory.grown(bytes, filled, filled + count, segment.bytes());
        }
        bytes.put(filled, source, source.position(), count);
        source.position(source.position() + count);
        filled += count;
    }

    void pin() {
        pins++;
    }

    void unpin() {
        pins--;
        giveBackIfUnused();
    }

    /** Nobody will ask for it again. */
    void retire() {
        retired = true;
        giveBackIfUnused();
    }

    private void giveBackIfUnused() {
        if (retired && pins == 0) {
            memory.giveBack(bytes);
            bytes = NOTHING;
        }
    }

    /** A view of the bytes in [from, to); to be taken under the lock, read while pinned. */
    ByteBuffer view(Lsn from, Lsn to) {
        return bytes.duplicate()
                .limit((int) to.minus(segment.start()))
                .position((int) from.minus(segment.start()))
                .slice();
    }

    /** The whole segment, compressed by whoever asks first. */
    WalObject full(ByteBuffer view) {
        synchronized (compressing) {
            if (full == null) {
                full = encoder.segment(segment, view);
                slice = null;
            }
            return full;
        }
    }

    /** A slice; two regions that are equally far share it. */
    WalObject slice(Lsn from, Lsn to, ByteBuffer view) {
        synchronized (compressing) {
            if (slice == null || sliceFrom != from.value() || sliceTo != to.value()) {
                slice = encoder.slice(segment, from, view);
                sliceFrom = from.value();
                sliceTo = to.value();
            }
            return slice;
        }
    }
}
