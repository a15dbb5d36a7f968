package org.theorder.lifeboat.repository.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Optional;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** A folder: each file is written and synced beside its place and put there at once, also when the disk is full in the middle. */
final class WebDirectory implements WebFiles {
    private final Path root;

    WebDirectory(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    @Override
    public void put(String path, byte[] content, String contentType, String cacheControl) {
        Path file = file(path);
        Path beside = file.resolveSibling("." + file.getFileName() + ".new");
        try {
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            try {
                write(beside, content);
                Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                Files.deleteIfExists(beside);
                throw e;
            }
        } catch (IOException e) {
            throw failed("writing", file, e);
        }
    }

    @Override
    public Optional<byte[]> get(String path) {
        Path file = file(path);
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failed("reading", file, e);
        }
    }

    @Override
    public void remove(String path) {
        Path file = file(path);
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw failed("removing", file, e);
        }
    }

    @Override
    public void close() {
        // nothing is open
    }

    private Path file(String path) {
        Path file = root.resolve(path).normalize();
        if (!file.startsWith(root)) {
            throw new LifeboatException(ErrorCode.INTERNAL, path + " would lie outside " + root);
        }
        return file;
    }

    private static void write(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            // a full disk is told here at the latest, and not after the old file is gone
            channel.force(true);
        }
    }

    private static LifeboatException failed(String doing, Path file, IOException e) {
        return FileErrors.explained(doing + " " + file, e);
    }
}
