package org.theorder.lifeboat.backup.replication;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * Receive buffers outside the heap, used again by the next connection: direct memory comes back only when the garbage
 * collector looks, and a reconnect loop must not depend on that.
 */
final class Buffers {
    /** Twice the size of a base backup message; small enough for a thousand streams. */
    static final int SIZE = 64 * 1024;

    private static final int KEPT = 8;
    private static final ArrayBlockingQueue<ByteBuffer> FREE = new ArrayBlockingQueue<>(KEPT);

    private Buffers() {}

    static ByteBuffer take() {
        ByteBuffer buffer = FREE.poll();
        return buffer == null ? ByteBuffer.allocateDirect(SIZE) : buffer.clear();
    }

    /** Only by the thread that reads the connection: nobody may look into the buffer any more. */
    static void giveBack(ByteBuffer buffer) {
        FREE.offer(buffer);
    }
}
