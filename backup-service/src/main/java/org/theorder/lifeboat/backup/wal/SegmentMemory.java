package org.theorder.lifeboat.backup.wal;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.IntFunction;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * Memory for segments that fill up. A database that writes nothing needs none, and one that writes little needs little:
 * the first MiB lies on the heap and grows with need, only then is a whole segment taken outside the heap, and used again.
 */
final class SegmentMemory {
    private static final int FIRST = 64 * 1024;
    private static final int LARGEST_ON_HEAP = 1024 * 1024;
    private static final int KEPT = 3;

    private final Deque<ByteBuffer> free = new ArrayDeque<>();
    private final IntFunction<ByteBuffer> outsideTheHeap;

    SegmentMemory() {
        this(ByteBuffer::allocateDirect);
    }

    /** @param outsideTheHeap gives so many bytes, or fails with OutOfMemoryError */
    SegmentMemory(IntFunction<ByteBuffer> outsideTheHeap) {
        this.outsideTheHeap = outsideTheHeap;
    }

    /** A larger buffer with the same first {@code filled} bytes. */
    ByteBuffer grown(ByteBuffer old, int filled, int needed, int segmentBytes) {
        int size = Math.max(FIRST, old.capacity());
        while (size < needed && size < LARGEST_ON_HEAP) {
            size *= 4;
        }
        ByteBuffer larger = size < needed || size > LARGEST_ON_HEAP
                ? whole(segmentBytes)
                : ByteBuffer.allocate(Math.min(size, segmentBytes));
        larger.put(0, old, 0, filled);
        giveBack(old);
        return larger;
    }

    /** Nobody may read it any more. */
    synchronized void giveBack(ByteBuffer buffer) {
        if (buffer.isDirect() && free.size() < KEPT) {
            free.addLast(buffer);
        }
    }

    private synchronized ByteBuffer whole(int segmentBytes) {
        for (Iterator<ByteBuffer> candidates = free.iterator(); candidates.hasNext(); ) {
            ByteBuffer candidate = candidates.next();
            if (candidate.capacity() == segmentBytes) {
                candidates.remove();
                return candidate;
            }
        }
        try {
            return outsideTheHeap.apply(segmentBytes);
        } catch (OutOfMemoryError e) {
            // one stream waits and begins again where it was; the server keeps the WAL meanwhile
            throw new LifeboatException(
                    ErrorCode.BUSY,
                    "too many streams are busy for the memory of this replica: a busy one needs two WAL segments outside"
                            + " the heap; raise -XX:MaxDirectMemorySize, or start another replica",
                    e);
        }
    }
}
