package org.theorder.lifeboat.repository.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Large content goes to the disk past the page cache: it is not copied once more, and a backup does not push what others
 * read out of memory. Needs buffers at page boundaries, as a backup's parts have them, and a file system that takes part;
 * without them everything is left to an ordinary write.
 */
final class UncachedWrite {
    /** What buffers are aligned to; a multiple of the blocks of the usual file systems. */
    static final int ALIGNMENT = 4096;

    private static final int SMALLEST = 1024 * 1024;

    /** Java's only way to O_DIRECT, exported for everybody by jdk.unsupported; by name, as javac cannot be told that we know. */
    private static final Optional<OpenOption> DIRECT = extendedOption("DIRECT");

    private UncachedWrite() {}

    /**
     * Makes the file and writes whole blocks of the content's beginning.
     *
     * @return bytes that are written; 0, and no file, if this way cannot be gone
     */
    static long beginning(Path file, Content content) throws IOException {
        long blocks = content.length() / ALIGNMENT * ALIGNMENT;
        if (DIRECT.isEmpty() || content.length() < SMALLEST || !isAligned(content)) {
            return 0;
        }
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, DIRECT.get())) {
            ObjectFiles.writeAll(channel, content.slice(0, blocks));
            return blocks;
        } catch (IOException | UnsupportedOperationException otherwise) {
            // whatever it is, the ordinary write meets it too, or is not troubled by it
            Files.deleteIfExists(file);
            return 0;
        }
    }

    private static Optional<OpenOption> extendedOption(String name) {
        try {
            return Stream.of(
                            Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants())
                    .map(OpenOption.class::cast)
                    .filter(option -> option.toString().equals(name))
                    .findAny();
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        }
    }

    private static boolean isAligned(Content content) {
        long position = 0;
        for (ByteBuffer buffer : content.buffers()) {
            boolean atPage = buffer.isDirect() && buffer.alignmentOffset(buffer.position(), ALIGNMENT) == 0;
            if (!atPage || position % ALIGNMENT != 0) {
                return false;
            }
            position += buffer.remaining();
        }
        return true;
    }
}
