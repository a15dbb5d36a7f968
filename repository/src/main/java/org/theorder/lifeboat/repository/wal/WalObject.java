package org.theorder.lifeboat.repository.wal;

import java.nio.ByteBuffer;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.compression.Zstd;
import org.theorder.lifeboat.repository.storage.Content;

/**
 * A piece of WAL, compressed once and then put into every region.
 *
 * @param name what it is
 * @param content as stored
 */
public record WalObject(WalName name, Content content) {
    /** WAL compresses well at any level, and must keep up with the primary. */
    private static final int LEVEL = 1;

    /**
     * A full segment.
     *
     * @param bytes exactly the segment: the remaining ones; read, not kept; the position stays
     * @throws LifeboatException REQUEST_INVALID if the length is not the segment's
     */
    public static WalObject segment(WalSegment segment, ByteBuffer bytes) {
        require(bytes.remaining() == segment.bytes(), "segment " + segment + " is not full");
        return new WalObject(new WalName.Full(segment), Zstd.compress(bytes, LEVEL));
    }

    /**
     * Bytes of a segment that is not yet full. The first slice of a segment begins at its start, each further one where
     * the one before ended.
     *
     * @param bytes from {@code from} on, within the segment: the remaining ones; read, not kept; the position stays
     * @throws LifeboatException REQUEST_INVALID if they are none, or lie outside of the segment
     */
    public static WalObject slice(WalSegment segment, Lsn from, ByteBuffer bytes) {
        long offset = from.minus(segment.start());
        require(
                bytes.hasRemaining() && offset >= 0 && offset + bytes.remaining() <= segment.bytes(),
                "a slice from " + from + " does not lie in segment " + segment);
        Lsn to = from.plus(bytes.remaining());
        return new WalObject(new WalName.Slice(segment, from, to), Zstd.compress(bytes, LEVEL));
    }

    /**
     * A timeline's history file, verbatim as TIMELINE_HISTORY sends it; stored as it is.
     *
     * @throws LifeboatException CORRUPT if it is not one
     */
    public static WalObject history(int timeline, byte[] bytes) {
        TimelineHistory.parse(timeline, bytes);
        return new WalObject(new WalName.History(timeline), Content.of(bytes.clone()));
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new LifeboatException(ErrorCode.REQUEST_INVALID, otherwise);
        }
    }
}
