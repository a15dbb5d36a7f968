package org.theorder.lifeboat.repository.wal;

import java.nio.ByteBuffer;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.storage.Content;

/**
 * A piece of WAL, compressed once and then put into every region.
 *
 * @param name where it goes, below the cluster's prefix
 * @param content compressed
 */
public record WalObject(WalName name, Content content) {
    /**
     * A full segment.
     *
     * @param bytes exactly the segment; read, not kept
     */
    public static WalObject segment(WalSegment segment, ByteBuffer bytes) {
        return pending();
    }

    /**
     * Bytes of a segment that is not yet full. The first slice of a segment begins at its start, each further one where
     * the one before ended.
     *
     * @param bytes from {@code from} on, within the segment
     */
    public static WalObject slice(WalSegment segment, Lsn from, ByteBuffer bytes) {
        return pending();
    }

    /** A timeline's history file, verbatim as TIMELINE_HISTORY sends it. */
    public static WalObject history(int timeline, byte[] bytes) {
        return pending();
    }

    @SuppressWarnings({"TypeParameterUnusedInFormals", "UnusedVariable"}) // stub; goes away when this is built
    private static <T> T pending() {
        throw new UnsupportedOperationException("being built");
    }
}
