package org.theorder.lifeboat.repository.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** How an object becomes a file, atomically and durably. */
final class ObjectFiles {
    private final Path root;
    private final Path incoming;

    ObjectFiles(Path root, Path incoming) {
        this.root = root;
        this.incoming = incoming;
    }

    void create(String key, Content content) {
        Path target = root.resolve(key);
        Path temporary = incoming.resolve(UUID.randomUUID().toString());
        try {
            makeFolders(incoming);
            try {
                write(temporary, content);
                link(key, temporary, target, content);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw FileErrors.explained("writing " + key + " below " + root, e);
        }
    }

    private static void write(Path file, Content content) throws IOException {
        long written = UncachedWrite.beginning(file, content);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.position(written);
            writeAll(channel, content.slice(written, content.length() - written));
            channel.force(true);
        }
    }

    static void writeAll(FileChannel channel, Content content) throws IOException {
        ByteBuffer[] buffers = content.buffers().toArray(ByteBuffer[]::new);
        for (long left = content.length(); left > 0; ) {
            left -= channel.write(buffers);
        }
    }

    private void link(String key, Path temporary, Path target, Content content) throws IOException {
        try {
            linkInto(target, temporary);
        } catch (FileAlreadyExistsException e) {
            if (!holds(target, content)) {
                throw new LifeboatException(
                        ErrorCode.OBJECT_CONFLICT,
                        key + " exists below " + root + " with other content, and objects are never overwritten: "
                                + "find out who wrote it before anything else",
                        e);
            }
        }
        // also when it was there already: whoever linked it may have died before this
        syncDirectory(parentOf(target));
    }

    /** Tried a few times, because a delete may remove the folder, then empty, between the two steps. */
    private void linkInto(Path target, Path temporary) throws IOException {
        for (int attempt = 1; ; attempt++) {
            makeFolders(parentOf(target));
            try {
                Files.createLink(target, temporary);
                return;
            } catch (NoSuchFileException e) {
                if (attempt == 5) {
                    throw e;
                }
            }
        }
    }

    /** Renames an object's file; durable on return. */
    void move(String key, Path target) {
        Path file = root.resolve(key);
        try {
            makeFolders(parentOf(target));
            Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
            syncDirectory(parentOf(target));
            syncDirectory(parentOf(file));
        } catch (IOException e) {
            throw FileErrors.explained("setting aside " + key + " below " + root, e);
        }
    }

    private static boolean holds(Path file, Content content) throws IOException {
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) != content.length()) {
            return false;
        }
        try (InputStream there = Files.newInputStream(file)) {
            return content.isSameAs(there);
        }
    }

    /** Makes missing folders, each made durable by a sync of the one above; the root itself must exist. */
    private void makeFolders(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = parentOf(folder);
        if (!folder.startsWith(root) || folder.equals(root)) {
            throw new NoSuchFileException(root.toString());
        }
        makeFolders(parent);
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
            // another thread made it just now; its name must be durable for us too
        }
        syncDirectory(parent);
    }

    /** The folder of something below the root, which always has one. */
    static Path parentOf(Path path) {
        return Objects.requireNonNull(path.getParent(), "a path below the root");
    }

    static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    static Optional<StoredObject> describe(Path file, String key) {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return attributes.isRegularFile()
                    ? Optional.of(new StoredObject(
                            key,
                            attributes.size(),
                            attributes.lastModifiedTime().toInstant()))
                    : Optional.empty();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw FileErrors.explained("looking for " + file, e);
        }
    }

    Abandoned collectAbandoned(Instant before) {
        Abandoned removed = Abandoned.NOTHING;
        try (DirectoryStream<Path> temporaries = Files.newDirectoryStream(incoming)) {
            for (Path temporary : temporaries) {
                Optional<StoredObject> file = describe(temporary, temporary.toString());
                if (file.isPresent() && file.get().modifiedAt().isBefore(before) && Files.deleteIfExists(temporary)) {
                    removed = removed.plus(file.get().length());
                }
            }
        } catch (NoSuchFileException neverWritten) {
            return Abandoned.NOTHING;
        } catch (IOException e) {
            throw FileErrors.explained("collecting temporary files in " + incoming, e);
        }
        return removed;
    }
}
