package org.theorder.lifeboat.repository.backup;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * Direct buffers of one size, used again and again, with a bound on how many are out. Whoever wants one beyond the bound
 * waits, which is the back-pressure of a backup.
 *
 * <p>What is compressed needs many buffers before it can give any back, so several unfinished parts could wait for each
 * other. The oldest part that has {@link #begin begun} and not {@link #finish finished} is therefore never made to wait:
 * the bound may be exceeded by what one part needs. Without {@code begin} the bound is strict.
 */
final class BoundedBuffers {
    /** Buffers begin at a page, so that a disk can take them past the page cache. */
    private static final int PAGE = 4096;

    private final int bufferBytes;
    private final int bound;
    private final Supplier<@Nullable RuntimeException> failure;
    private final Deque<ByteBuffer> free = new ArrayDeque<>();
    private final TreeSet<Integer> unfinished = new TreeSet<>();
    private int out;

    /** @param failure why nobody needs to wait any more; null while all is well */
    BoundedBuffers(int bufferBytes, int bound, Supplier<@Nullable RuntimeException> failure) {
        this.bufferBytes = bufferBytes;
        this.bound = bound;
        this.failure = failure;
    }

    /** A part begins to take buffers. */
    synchronized void begin(int part) {
        unfinished.add(part);
    }

    /**
     * A cleared buffer for a part that has begun.
     *
     * @throws LifeboatException BUSY if there is no memory for it
     */
    synchronized ByteBuffer take(int part) {
        try {
            while (failure.get() == null && out >= bound && !isOldest(part)) {
                wait();
            }
        } catch (InterruptedException e) {
            throw Interruption.of(e);
        }
        RuntimeException failed = failure.get();
        if (failed != null) {
            throw failed;
        }
        ByteBuffer free = this.free.poll();
        ByteBuffer buffer = free == null ? allocate() : free.clear();
        out++;
        return buffer;
    }

    private ByteBuffer allocate() {
        try {
            return ByteBuffer.allocateDirect((int) memory(bufferBytes))
                    .alignedSlice(PAGE)
                    .slice(0, bufferBytes);
        } catch (OutOfMemoryError e) {
            throw new LifeboatException(
                    ErrorCode.BUSY,
                    "busy WAL streams and backups leave no memory outside the heap for this backup: raise"
                            + " -XX:MaxDirectMemorySize, or start another replica",
                    e);
        }
    }

    /** What a buffer takes. */
    static long memory(int bufferBytes) {
        return (long) bufferBytes + PAGE;
    }

    private boolean isOldest(int part) {
        return !unfinished.isEmpty() && unfinished.first() == part;
    }

    /** A buffer comes back, to be used again. */
    synchronized void release(ByteBuffer buffer) {
        out--;
        // beyond the bound were the oldest part's; they are not kept
        if (free.size() + out < bound) {
            free.add(buffer);
        }
        notifyAll();
    }

    /**
     * A part needs no more buffers.
     *
     * @param buffers what it held
     * @param reusable false if somebody may still read them; then they are left to the garbage collector
     */
    synchronized void finish(int part, Collection<ByteBuffer> buffers, boolean reusable) {
        unfinished.remove(part);
        for (ByteBuffer buffer : buffers) {
            if (reusable) {
                release(buffer);
            } else {
                out--;
            }
        }
        notifyAll();
    }

    /** Lets everybody look at the failure. */
    synchronized void wake() {
        notifyAll();
    }
}
