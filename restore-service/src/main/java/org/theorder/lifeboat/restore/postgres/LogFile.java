package org.theorder.lifeboat.restore.postgres;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** A growing log file that is read as it grows; whole lines only. */
final class LogFile {
    private static final int LONGEST_LINE = 1 << 16;

    private final Path path;
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 14);
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long position;

    LogFile(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    /** Hands over the lines that were added since the last call. */
    void read(Consumer<String> lines) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            while (channel.read(buffer.clear(), position) > 0) {
                position += buffer.position();
                buffer.flip();
                while (buffer.hasRemaining()) {
                    append(buffer.get(), lines);
                }
            }
        } catch (IOException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, "the server's log " + path + " cannot be read: " + e, e);
        }
    }

    private void append(byte character, Consumer<String> lines) {
        if (character == '\n') {
            lines.accept(line.toString(StandardCharsets.UTF_8));
            line.reset();
        } else if (line.size() < LONGEST_LINE) {
            line.write(character);
        }
    }
}
