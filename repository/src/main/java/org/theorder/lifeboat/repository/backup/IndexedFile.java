package org.theorder.lifeboat.repository.backup;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.layout.DataPath;

/**
 * A file of a backup and where its bytes lie.
 *
 * @param archive name of the archive
 * @param path below the archive's directory; see {@link DataPath}
 * @param mode permission bits as the server sent them
 * @param segments in the order of the content, without holes; empty for an empty file
 */
public record IndexedFile(
        String archive, String path, long size, int mode, Instant modifiedAt, List<Segment> segments) {
    /**
     * Consecutive bytes of a file within one part.
     *
     * @param part number of the part in the index, from 0
     * @param offset in the part's tar bytes
     * @param fileOffset in the file
     */
    public record Segment(int part, long offset, long fileOffset, long length) {}

    /** @throws LifeboatException CORRUPT if the segments are not exactly the file */
    public IndexedFile {
        requireNonNull(archive, "archive");
        requireNonNull(modifiedAt, "modifiedAt");
        if (!DataPath.isRaw(path)) {
            DataPath.checked(path);
        }
        segments = List.copyOf(segments);
        long covered = 0;
        for (Segment segment : segments) {
            if (segment.fileOffset != covered || segment.length < 1 || segment.offset < 0 || segment.part < 0) {
                throw corrupt(path);
            }
            covered += segment.length;
            if (covered < 0) {
                throw corrupt(path);
            }
        }
        if (covered != size) {
            throw corrupt(path);
        }
    }

    private static LifeboatException corrupt(String path) {
        return new LifeboatException(
                ErrorCode.CORRUPT,
                "the index does not cover the file " + path.replaceAll("\\p{Cntrl}", "?") + " exactly");
    }
}
