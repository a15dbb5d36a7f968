package org.theorder.lifeboat.repository.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The bytes of an object to be made. They can be read any number of times, by several regions at once, and must not
 * change until all of them are done.
 */
public final class Content {
    private final List<ByteBuffer> buffers;
    private final long length;

    private Content(List<ByteBuffer> buffers) {
        this.buffers = buffers.stream().map(ByteBuffer::asReadOnlyBuffer).toList();
        this.length = this.buffers.stream().mapToLong(ByteBuffer::remaining).sum();
    }

    /** The remaining bytes of the buffers, one after another; not copied. */
    public static Content of(List<ByteBuffer> buffers) {
        return new Content(buffers);
    }

    public static Content of(byte[] bytes) {
        return new Content(List.of(ByteBuffer.wrap(bytes)));
    }

    public static Content of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    public long length() {
        return length;
    }

    /** Fresh read-only views, each from its beginning. */
    public List<ByteBuffer> buffers() {
        return buffers.stream().map(ByteBuffer::duplicate).toList();
    }

    /**
     * Some of the bytes; not copied.
     *
     * @param from where they begin
     * @param count how many, at most to the end
     */
    public Content slice(long from, long count) {
        Objects.checkFromIndexSize(from, count, length);
        List<ByteBuffer> pieces = new ArrayList<>();
        long begins = 0;
        for (ByteBuffer buffer : buffers) {
            long first = Math.max(from - begins, 0);
            long last = Math.min(from + count - begins, buffer.remaining());
            if (first < last) {
                pieces.add(buffer.slice(buffer.position() + (int) first, (int) (last - first)));
            }
            begins += buffer.remaining();
        }
        return new Content(pieces);
    }

    /** Whether a stream has these bytes and then ends; not closed. */
    public boolean isSameAs(InputStream there) throws IOException {
        byte[] window = new byte[64 * 1024];
        try (InputStream wanted = open()) {
            while (true) {
                byte[] expected = wanted.readNBytes(window.length);
                if (expected.length == 0) {
                    return there.read() < 0;
                }
                int count = there.readNBytes(window, 0, expected.length);
                if (!Arrays.equals(window, 0, count, expected, 0, expected.length)) {
                    return false;
                }
            }
        }
    }

    /** All bytes as a stream. */
    public InputStream open() {
        return new BufferInputStream(buffers());
    }
}
