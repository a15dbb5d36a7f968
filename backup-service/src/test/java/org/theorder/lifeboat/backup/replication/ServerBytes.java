package org.theorder.lifeboat.backup.replication;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Builds what a server sends, message by message. */
final class ServerBytes {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    static byte[] body(Consumer<ServerBytes> content) {
        ServerBytes body = new ServerBytes();
        content.accept(body);
        return body.all();
    }

    ServerBytes message(char type, Consumer<ServerBytes> content) {
        byte[] body = body(content);
        return octet(type).number(body.length + 4).raw(body);
    }

    ServerBytes octet(int value) {
        bytes.write(value);
        return this;
    }

    ServerBytes shortNumber(int value) {
        return octet(value >>> 8).octet(value);
    }

    ServerBytes number(int value) {
        return raw(ByteBuffer.allocate(4).putInt(value).array());
    }

    ServerBytes number(long value) {
        return raw(ByteBuffer.allocate(8).putLong(value).array());
    }

    ServerBytes text(String text) {
        return raw(text.getBytes(StandardCharsets.UTF_8)).octet(0);
    }

    ServerBytes raw(byte[] value) {
        bytes.writeBytes(value);
        return this;
    }

    byte[] all() {
        return bytes.toByteArray();
    }

    // --- whole messages

    ServerBytes admitted(String version) {
        return message('R', m -> m.number(0))
                .message('S', m -> m.text("server_version").text(version))
                .message('K', m -> m.number(1).number(2))
                .ready();
    }

    ServerBytes ready() {
        return message('Z', m -> m.octet('I'));
    }

    ServerBytes error(String severity, String state, String text) {
        return message(
                'E',
                m -> m.octet('S')
                        .text(severity)
                        .octet('V')
                        .text(severity)
                        .octet('C')
                        .text(state)
                        .octet('M')
                        .text(text)
                        .octet(0));
    }

    /** One result with one row; null is SQL null. */
    ServerBytes result(String... columns) {
        return message('T', m -> m.shortNumber(0)).row(columns).complete();
    }

    ServerBytes row(String... columns) {
        return message('D', m -> {
            m.shortNumber(columns.length);
            for (String column : columns) {
                if (column == null) {
                    m.number(-1);
                } else {
                    byte[] value = column.getBytes(StandardCharsets.UTF_8);
                    m.number(value.length).raw(value);
                }
            }
        });
    }

    ServerBytes complete() {
        return message('C', m -> m.text("SELECT"));
    }

    ServerBytes copyData(Consumer<ServerBytes> content) {
        return message('d', content);
    }

    ServerBytes copyDone() {
        return message('c', m -> {});
    }

    ServerBytes wal(long start, long serverEnd, long micros, byte[] data) {
        return copyData(
                m -> m.octet('w').number(start).number(serverEnd).number(micros).raw(data));
    }

    ServerBytes keepalive(long sentUpTo, long micros, boolean reply) {
        return copyData(m -> m.octet('k').number(sentUpTo).number(micros).octet(reply ? 1 : 0));
    }
}
