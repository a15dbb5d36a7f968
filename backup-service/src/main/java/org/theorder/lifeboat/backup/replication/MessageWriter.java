package org.theorder.lifeboat.backup.replication;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * Messages to the server, each at most 8 KiB. Not for several threads; {@link WalStream} guards its own use.
 */
final class MessageWriter {
    private static final int SIZE = 8 * 1024;

    /** So many bytes fit into one message. */
    static final int LARGEST_PIECE = SIZE - 8;

    private final Transport transport;
    private final ByteBuffer buffer = ByteBuffer.allocate(SIZE);

    MessageWriter(Transport transport) {
        this.transport = transport;
    }

    MessageWriter begin(char type) {
        buffer.clear();
        buffer.put((byte) type).putInt(0);
        return this;
    }

    /** The first packets of a connection have no type. */
    MessageWriter beginUntyped() {
        buffer.clear();
        buffer.putInt(0);
        return this;
    }

    MessageWriter number(int value) {
        buffer.putInt(value);
        return this;
    }

    MessageWriter number(long value) {
        buffer.putLong(value);
        return this;
    }

    MessageWriter octet(int value) {
        buffer.put((byte) value);
        return this;
    }

    MessageWriter bytes(byte[] bytes) {
        return bytes(bytes, bytes.length);
    }

    /** The first {@code count} of them. */
    MessageWriter bytes(byte[] bytes, int count) {
        if (count > buffer.remaining() - 1) {
            throw new LifeboatException(
                    ErrorCode.REQUEST_INVALID, "a command to PostgreSQL is longer than " + SIZE + " bytes");
        }
        buffer.put(bytes, 0, count);
        return this;
    }

    /** The text and a zero byte. */
    MessageWriter text(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new LifeboatException(
                    ErrorCode.REQUEST_INVALID, "a user name or command for PostgreSQL contains a zero byte");
        }
        return bytes(text.getBytes(StandardCharsets.UTF_8)).octet(0);
    }

    void send() {
        sendWithLengthAt(1);
    }

    void sendUntyped() {
        sendWithLengthAt(0);
    }

    private void sendWithLengthAt(int index) {
        buffer.putInt(index, buffer.position() - index);
        transport.write(buffer.flip());
    }
}
