package org.theorder.lifeboat.restore.place;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.storage.FileErrors;

/** Whether a restore will fit, asked before anything is written. */
public final class DiskSpace {
    private DiskSpace() {}

    /**
     * What a restore needs in one place.
     *
     * @param directory may be absent
     * @param bytes less what is there and goes; may be negative
     */
    public record Share(Path directory, long bytes) {}

    /** Bytes of the files that lie in a directory, which a restore over it replaces or keeps; 0 if it is absent. */
    public static long used(Path directory) {
        if (!Files.exists(directory)) {
            return 0;
        }
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

    /**
     * Looks at each file system once, whatever of it is mounted where.
     *
     * @param leaveFree bytes that stay free on each
     * @throws LifeboatException NO_SPACE with both numbers
     */
    public static void require(Collection<Share> shares, long leaveFree) {
        Map<Object, List<Share>> byDevice = new LinkedHashMap<>();
        shares.forEach(share ->
                byDevice.computeIfAbsent(device(share), _ -> new ArrayList<>()).add(share));
        byDevice.values().forEach(together -> requireOnOne(together, leaveFree));
    }

    /** {@code st_dev}: two mount points of one file system are one. */
    private static Object device(Share share) {
        Path existing = existing(share.directory());
        try {
            return Files.getAttribute(existing, "unix:dev");
        } catch (IOException e) {
            throw FileErrors.explained("looking at " + existing, e);
        }
    }

    private static Path existing(Path directory) {
        Path existing = directory;
        while (!Files.exists(existing)) {
            existing = existing.resolveSibling(".").normalize();
        }
        return existing;
    }

    private static void requireOnOne(List<Share> shares, long leaveFree) {
        long needed = leaveFree + shares.stream().mapToLong(Share::bytes).sum();
        Path existing = existing(shares.getFirst().directory());
        try {
            long free = Files.getFileStore(existing).getUsableSpace();
            if (free < needed) {
                throw new LifeboatException(
                        ErrorCode.NO_SPACE,
                        "the restore needs %,d MB in %s, and %,d MB are free: make room or name another directory"
                                .formatted(
                                        megabytes(needed),
                                        shares.stream()
                                                .map(share -> share.directory().toString())
                                                .collect(Collectors.joining(" and ")),
                                        megabytes(free)));
            }
        } catch (IOException e) {
            throw FileErrors.explained("asking for free space at " + existing, e);
        }
    }

    private static long megabytes(long bytes) {
        return (bytes + 999_999) / 1_000_000;
    }
}
