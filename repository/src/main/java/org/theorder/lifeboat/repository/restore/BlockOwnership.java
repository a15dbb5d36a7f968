package org.theorder.lifeboat.repository.restore;

import java.util.BitSet;
import org.theorder.lifeboat.repository.incremental.IncrementalHeader;

/**
 * Which block of a file comes from which backup of a chain. The headers of its incremental files are shown newest first; each
 * block belongs to the first that brings it. A cut holds for everything older: what was cut away and lies in blocks that were
 * added again without WAL is zeros, as it was on the server. PostgreSQL's pg_combinebackup brings it back (ADR 0011).
 */
final class BlockOwnership {
    private final BitSet claimed = new BitSet();
    private int resultBlocks = -1;
    private int below;

    /**
     * The next older header.
     *
     * @param cutAt where the file was cut before this backup and after its parent
     * @return places in the incremental file of the blocks that are taken from it
     */
    BitSet claim(IncrementalHeader header, int cutAt) {
        if (resultBlocks < 0) {
            resultBlocks = header.resultBlocks();
            below = resultBlocks;
        }
        BitSet owned = new BitSet();
        for (int place = 0; place < header.count(); place++) {
            int block = header.number(place);
            if (block < below && !claimed.get(block)) {
                claimed.set(block);
                owned.set(place);
            }
        }
        below = Math.min(below, Math.min(header.truncationBlocks(), cutAt));
        return owned;
    }

    /** Length of the file. */
    int resultBlocks() {
        return resultBlocks;
    }

    /** Blocks that incremental files bring. */
    boolean isClaimed(int block) {
        return claimed.get(block);
    }

    /** The first block from this one on that no incremental file brings. */
    int nextUnclaimed(int from) {
        return claimed.nextClearBit(from);
    }

    /** The first block from this one on that an incremental file brings; {@link Integer#MAX_VALUE} if none does. */
    int nextClaimed(int from) {
        int next = claimed.nextSetBit(from);
        return next < 0 ? Integer.MAX_VALUE : next;
    }

    /** The full copy gives unclaimed blocks below this one; unclaimed blocks from here on are zeros. */
    int baseLimit(long baseBytes) {
        return (int) Math.min(below, baseBytes / IncrementalHeader.BLOCK_BYTES);
    }
}
