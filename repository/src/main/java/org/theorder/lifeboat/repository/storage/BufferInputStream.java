package org.theorder.lifeboat.repository.storage;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;

/** Reads buffers one after another. */
final class BufferInputStream extends InputStream {
    private final Deque<ByteBuffer> buffers;

    BufferInputStream(Collection<ByteBuffer> buffers) {
        this.buffers = new ArrayDeque<>(buffers);
    }

    @Override
    public int read() {
        return skipToBytes() ? Byte.toUnsignedInt(buffers.getFirst().get()) : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        if (!skipToBytes()) {
            return -1;
        }
        ByteBuffer buffer = buffers.getFirst();
        int count = Math.min(length, buffer.remaining());
        buffer.get(target, offset, count);
        return count;
    }

    private boolean skipToBytes() {
        while (!buffers.isEmpty() && !buffers.getFirst().hasRemaining()) {
            buffers.removeFirst();
        }
        return !buffers.isEmpty();
    }
}
