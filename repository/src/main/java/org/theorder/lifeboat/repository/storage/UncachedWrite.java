package org.theorder.lifeboat.repository.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Large content goes to the disk past the page cache: it is not copied once more, and a backup does not push what others
 * read out of memory. Needs buffers at page boundaries, as a backup's parts have them, and a file system that takes part;
 * without them everything is left to an ordinary write.
 */
final class UncachedWrite {
    private static final int SMALLEST = 1024 * 1024;

    private UncachedWrite() {}

    /**
     * Makes the file and writes whole blocks of the content's beginning.
     *
     * @return bytes that are written; 0, and no file, if this way cannot be gone
     */
    static long beginning(Path file, Content content) throws IOException {
        long blocks = content.length() / Uncached.ALIGNMENT * Uncached.ALIGNMENT;
        if (Uncached.OPTION.isEmpty() || content.length() < SMALLEST || !isAligned(content)) {
            return 0;
        }
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, Uncached.OPTION.get())) {
            ObjectFiles.writeAll(channel, content.slice(0, blocks));
            return blocks;
        } catch (IOException | UnsupportedOperationException otherwise) {
            // whatever it is, the ordinary write meets it too, or is not troubled by it
            Files.deleteIfExists(file);
            return 0;
        }
    }

    private static boolean isAligned(Content content) {
        long position = 0;
        for (ByteBuffer buffer : content.buffers()) {
            boolean atPage = buffer.isDirect() && buffer.alignmentOffset(buffer.position(), Uncached.ALIGNMENT) == 0;
            if (!atPage || position % Uncached.ALIGNMENT != 0) {
                return false;
            }
            position += buffer.remaining();
        }
        return true;
    }
}
