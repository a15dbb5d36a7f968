package org.theorder.lifeboat.restore.place;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.storage.FileErrors;

/** Whether a restore will fit, asked before anything is written. */
public final class DiskSpace {
    private DiskSpace() {}

    /** Bytes of the files that lie in a directory, which a restore over it replaces or keeps. */
    public static long used(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.mapToLong(DiskSpace::length).sum();
        } catch (IOException | UncheckedIOException e) {
            throw FileErrors.explained(
                    "looking into " + directory, e instanceof IOException io ? io : new IOException(e));
        }
    }

    private static long length(Path file) {
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? Files.size(file) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    /** @throws LifeboatException NO_SPACE with both numbers */
    public static void require(Path directory, long bytes) {
        Path existing = directory;
        while (!Files.exists(existing)) {
            existing = existing.resolveSibling(".").normalize();
        }
        try {
            long free = Files.getFileStore(existing).getUsableSpace();
            if (free < bytes) {
                throw new LifeboatException(
                        ErrorCode.NO_SPACE,
                        "the restore needs %,d MB in %s, and %,d MB are free: make room or name another directory"
                                .formatted(megabytes(bytes), directory, megabytes(free)));
            }
        } catch (IOException e) {
            throw FileErrors.explained("asking for free space at " + existing, e);
        }
    }

    private static long megabytes(long bytes) {
        return (bytes + 999_999) / 1_000_000;
    }
}
