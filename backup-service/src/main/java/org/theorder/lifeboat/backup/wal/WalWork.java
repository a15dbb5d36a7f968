package org.theorder.lifeboat.backup.wal;

import java.nio.ByteBuffer;
import org.theorder.lifeboat.repository.wal.WalObject;

/** What a region has to do next. A {@link Put} pins memory and must be closed. */
sealed interface WalWork {
    /**
     * Put these bytes.
     *
     * @param whole true for a full segment, false for a slice
     * @param next where the region is when they are durable
     */
    record Put(
            WalWindow window, SegmentBuffer buffer, WalPosition from, WalPosition next, boolean whole, ByteBuffer view)
            implements WalWork, AutoCloseable {
        WalObject object() {
            return whole ? buffer.full(view) : buffer.slice(from.lsn(), next.lsn(), view);
        }

        @Override
        public void close() {
            window.unpin(buffer);
        }
    }

    /** The timeline is over and all of it is durable; go on at the start of the next one. */
    record MoveOn(WalPosition next) implements WalWork {}

    /** What comes next for this region is no longer in memory; it begins at {@code window}. */
    record Behind(WalPosition window) implements WalWork {}

    /** Nothing at the moment. */
    record Nothing() implements WalWork {}
}
