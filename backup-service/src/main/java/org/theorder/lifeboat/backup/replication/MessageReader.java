package org.theorder.lifeboat.backup.replication;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * The server's messages, read in place: a message need not fit into the buffer, its bulk is handed out as views of it.
 * What the server claims is never believed further than the bounds here.
 */
final class MessageReader implements AutoCloseable {
    /** COPY data is passed on piece by piece, so this bound guards sanity, not memory. */
    static final int LONGEST_COPY_DATA = 64 * 1024 * 1024;

    /** Everything else is small; a timeline history is the largest thing that comes as a row. */
    static final int LONGEST_OTHER = 8 * 1024 * 1024;

    static final int LONGEST_TEXT = 64 * 1024;

    private final Transport transport;
    private final ByteBuffer buffer;
    private final ByteBuffer view;
    private int remaining;
    private boolean closed;

    MessageReader(Transport transport) {
        this.transport = transport;
        this.buffer = Buffers.take().limit(0);
        this.view = buffer.duplicate();
    }

    /** Skips what is left of the present message and waits for the next one; its type byte. */
    byte next() {
        skipRest();
        fill(5);
        byte type = buffer.get();
        int length = buffer.getInt();
        int limit = type == 'd' ? LONGEST_COPY_DATA : LONGEST_OTHER;
        if (length < 4 || length > limit) {
            throw broken("sent a message of type " + Integer.toHexString(type & 0xFF) + " with length " + length);
        }
        remaining = length - 4;
        return type;
    }

    /** Bytes of the present message that are not read yet. */
    int remaining() {
        return remaining;
    }

    byte readByte() {
        claim(1);
        fill(1);
        return buffer.get();
    }

    int readShort() {
        claim(2);
        fill(2);
        return buffer.getShort();
    }

    int readInt() {
        claim(4);
        fill(4);
        return buffer.getInt();
    }

    long readLong() {
        claim(8);
        fill(8);
        return buffer.getLong();
    }

    byte[] readBytes(int count) {
        claim(count);
        byte[] bytes = new byte[count];
        int done = 0;
        while (done < count) {
            fill(1);
            int piece = Math.min(buffer.remaining(), count - done);
            buffer.get(bytes, done, piece);
            done += piece;
        }
        return bytes;
    }

    /** Text up to its zero byte, which must come inside the message. */
    String readText() {
        byte[] bytes = new byte[64];
        int length = 0;
        for (byte next = readByte(); next != 0; next = readByte()) {
            if (length == LONGEST_TEXT) {
                throw broken("sent a text without end");
            }
            if (length == bytes.length) {
                bytes = java.util.Arrays.copyOf(bytes, 2 * length);
            }
            bytes[length++] = next;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /** The next bytes of the message as they lie in the buffer; at least one, valid until the next call. */
    ByteBuffer readPiece() {
        claim(1);
        fill(1);
        int piece = Math.min(buffer.remaining(), remaining + 1);
        view.limit(buffer.position() + piece).position(buffer.position());
        buffer.position(buffer.position() + piece);
        remaining -= piece - 1;
        return view;
    }

    void skipRest() {
        while (remaining > 0) {
            readPiece();
        }
    }

    /** True if the server has sent something that nobody has read. */
    boolean holdsUnreadBytes() {
        return buffer.hasRemaining();
    }

    LifeboatException broken(String what) {
        return new LifeboatException(
                ErrorCode.PROTOCOL_BROKEN,
                "PostgreSQL at " + transport.display() + " " + what
                        + ", which the replication protocol does not allow; is something else listening on this port?");
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Buffers.giveBack(buffer);
        }
    }

    private void claim(int count) {
        if (count < 0 || count > remaining) {
            throw broken("sent a message that is shorter than its content");
        }
        remaining -= count;
    }

    private void fill(int count) {
        if (closed) {
            throw new LifeboatException(ErrorCode.INTERNAL, "this replication connection is closed");
        }
        while (buffer.remaining() < count) {
            if (buffer.hasRemaining()) {
                buffer.compact();
            } else {
                buffer.clear();
            }
            try {
                transport.read(buffer);
            } finally {
                buffer.flip();
            }
        }
    }
}
