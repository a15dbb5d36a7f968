package org.theorder.lifeboat.restore.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.theorder.lifeboat.repository.storage.FileErrors;
import org.theorder.lifeboat.restore.place.DiskSpace;
import org.theorder.lifeboat.restore.point.RestorePlan;

/**
 * The room that a restore takes, where each part of it goes: the files, and the WAL that replay keeps.
 *
 * @param plan what is restored
 * @param dataDirectory where all goes that has no place of its own
 * @param tablespaces places of those outside of the data directory, by oid
 * @param ahead WAL segments that are fetched before replay wants them
 */
record SpaceNeeded(RestorePlan plan, Path dataDirectory, Map<String, Path> tablespaces, int ahead) {
    /** Into empty directories. */
    List<DiskSpace.Share> shares() {
        Map<String, Long> bytes = new HashMap<>(plan.reader().estimatedBytesByArchive());
        List<DiskSpace.Share> shares = new ArrayList<>();
        tablespaces.forEach((oid, place) -> {
            Long its = bytes.remove(oid);
            shares.add(new DiskSpace.Share(place, its == null ? 0 : its));
        });
        long others = bytes.values().stream().mapToLong(Long::longValue).sum();
        shares.addFirst(new DiskSpace.Share(dataDirectory, others + wal()));
        return shares;
    }

    /** Each segment lies there once: on its way, or replayed and kept. */
    private long wal() {
        long onItsWay = ahead * (long) plan.backup().walSegmentBytes();
        return Math.min(plan.walBytes(), plan.walBetweenRestartpoints() + onItsWay);
    }

    /** The same over the cluster that is there, whose own files make room. */
    List<DiskSpace.Share> sharesOver() {
        return shares().stream()
                .map(share -> new DiskSpace.Share(share.directory(), share.bytes() - replaced(share.directory())))
                .toList();
    }

    private long replaced(Path directory) {
        return directory.equals(dataDirectory) ? DiskSpace.used(directory) : ofTablespace(directory);
    }

    /** Its directory may hold other things; a major version's part is one folder (PostgreSQL {@code relpath.h}). */
    private long ofTablespace(Path directory) {
        if (!Files.isDirectory(directory)) {
            return 0;
        }
        String ours = "PG_" + plan.backup().serverVersion() / 10_000 + "_";
        try (Stream<Path> folders = Files.list(directory)) {
            return folders.filter(folder -> folder.getFileName().toString().startsWith(ours))
                    .mapToLong(DiskSpace::used)
                    .sum();
        } catch (IOException e) {
            throw FileErrors.explained("looking into " + directory, e);
        }
    }
}
