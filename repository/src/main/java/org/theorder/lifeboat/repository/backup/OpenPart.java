package org.theorder.lifeboat.repository.backup;

import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A part on its way from the stream to a compressing thread, which starts on it while it is still being filled. */
final class OpenPart {
    /** No buffer of the pool is empty. */
    private static final ByteBuffer END = ByteBuffer.allocate(0);

    private final int number;
    private final String object;
    private final Archive archive;
    private final BlockingQueue<ByteBuffer> filled = new LinkedBlockingQueue<>();
    private final BoundedBuffers buffers;
    private ByteBuffer current = END;
    private long length;

    /** @param number its place in the index */
    OpenPart(int number, String object, Archive archive, BoundedBuffers buffers) {
        this.number = number;
        this.object = object;
        this.archive = archive;
        this.buffers = buffers;
    }

    int number() {
        return number;
    }

    String object() {
        return object;
    }

    Archive archive() {
        return archive;
    }

    /** Bytes so far. */
    long length() {
        return length;
    }

    /** Takes the remaining bytes; waits for a buffer if need be. */
    void append(ByteBuffer bytes) {
        length += bytes.remaining();
        while (bytes.hasRemaining()) {
            if (!current.hasRemaining()) {
                handOver();
                current = buffers.take(number);
            }
            int count = Math.min(bytes.remaining(), current.remaining());
            current.put(current.position(), bytes, bytes.position(), count);
            current.position(current.position() + count);
            bytes.position(bytes.position() + count);
        }
    }

    /** No more bytes come. */
    void end() {
        handOver();
        current = END;
        filled.add(END);
    }

    private void handOver() {
        if (!isEnd(current)) {
            filled.add(current.flip());
        }
    }

    /** The next filled buffer for the compressing thread, or {@link #isEnd the end}. */
    ByteBuffer next() throws InterruptedException {
        return filled.take();
    }

    static boolean isEnd(ByteBuffer buffer) {
        return buffer.capacity() == 0;
    }

    /** A buffer from {@link #next} that was read. */
    void release(ByteBuffer buffer) {
        buffers.release(buffer);
    }
}
