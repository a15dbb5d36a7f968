package org.theorder.lifeboat.restore.place;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.repository.storage.FileErrors;

/** Directory trees: emptied, removed, never followed over a symbolic link. */
final class Trees {
    private static final Logger LOG = LoggerFactory.getLogger(Trees.class);

    private Trees() {}

    static boolean isEmptyOrAbsent(Path directory) {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return true;
        }
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
            return !children.iterator().hasNext();
        } catch (IOException e) {
            throw FileErrors.explained("looking into " + directory, e);
        }
    }

    /** Removes what is in a directory; the directory itself stays if it is there. */
    static void empty(Path directory) {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
            for (Path child : children) {
                remove(child);
            }
        } catch (NoSuchFileException e) {
            // nothing there is as empty as can be
        } catch (IOException e) {
            throw FileErrors.explained("emptying " + directory, e);
        }
    }

    /** Removes a file or a whole tree; absent is fine. */
    static void remove(Path tree) {
        try {
            if (Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
                Files.walkFileTree(tree, new Removal());
            }
        } catch (IOException e) {
            throw FileErrors.explained("removing " + tree, e);
        }
    }

    /** Removes an empty directory, unless it is a mount point or in a place that is not ours. */
    static void removeIfPossible(Path directory) {
        try {
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            LOG.debug("An empty directory stays: {}", e.toString());
        }
    }

    private static final class Removal extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException problem) throws IOException {
            if (problem != null) {
                throw problem;
            }
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }

    /** Replaces a file as a whole; on return it survives a power cut. */
    static void writeDurably(Path file, byte[] content) {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(fresh);
            try (FileChannel channel = FileChannel.open(
                    fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            sync(file.resolveSibling(".").normalize());
        } catch (IOException e) {
            throw FileErrors.explained("writing " + file, e);
        }
    }

    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
