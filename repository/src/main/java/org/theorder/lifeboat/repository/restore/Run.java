package org.theorder.lifeboat.repository.restore;

import java.nio.ByteBuffer;
import org.theorder.lifeboat.repository.storage.Uncached;

/**
 * Consecutive bytes of a file on their way to the disk, in a buffer in which page boundaries of the file are page boundaries
 * of memory. Used by one thread at a time.
 */
final class Run {
    private static final int CAPACITY = 1024 * 1024;

    private final ByteBuffer pages = ByteBuffer.allocateDirect(CAPACITY + Uncached.ALIGNMENT)
            .alignedSlice(Uncached.ALIGNMENT)
            .slice(0, CAPACITY);
    private long start;
    private long end;

    /** Begins anew, empty, there in the file. */
    void begin(long position) {
        start = position;
        end = position;
    }

    long start() {
        return start;
    }

    long end() {
        return end;
    }

    boolean isFull() {
        return inPages(end) == CAPACITY;
    }

    /** Takes as much as has room. */
    void take(ByteBuffer bytes) {
        int at = inPages(end);
        int count = Math.min(bytes.remaining(), CAPACITY - at);
        pages.put(at, bytes, bytes.position(), count);
        bytes.position(bytes.position() + count);
        end += count;
    }

    /** What was taken from here to there, both positions in the file. */
    ByteBuffer bytes(long from, long to) {
        return pages.slice(inPages(from), (int) (to - from));
    }

    /** Forgets what lies before this position, a page boundary; what lies behind it is less than a page. */
    void keepFrom(long position) {
        pages.put(0, pages, inPages(position), (int) (end - position));
        start = position;
    }

    private int inPages(long position) {
        return (int) (position - start + start % Uncached.ALIGNMENT);
    }
}
