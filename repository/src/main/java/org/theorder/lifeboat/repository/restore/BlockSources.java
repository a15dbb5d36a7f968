package org.theorder.lifeboat.repository.restore;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.theorder.lifeboat.repository.backup.IndexedFile;
import org.theorder.lifeboat.repository.incremental.IncrementalHeader;
import org.theorder.lifeboat.repository.incremental.IncrementalHeaderParser;

/** For every block of a file, which backup of a chain has its newest state, and where. Four bytes per block. */
final class BlockSources {
    private static final int BLOCK = IncrementalHeader.BLOCK_BYTES;
    private static final int BELOW = -1;

    /** A place in an incremental file is below {@link IncrementalHeader#MOST_BLOCKS}. */
    private static final int PLACE_BITS = 17;

    private static final int HELPING = 4096;

    /**
     * An incremental file.
     *
     * @param cutAt where the whole file was cut between its backup and that one's parent
     */
    record Increment(StoredFiles files, IndexedFile file, int cutAt) {
        private IncrementalHeader header() {
            IncrementalHeaderParser parser = new IncrementalHeaderParser(file.path(), file.size());
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(HELPING, file.size()));
            IncrementalHeader header = null;
            for (long position = 0; header == null; position += bytes.limit()) {
                bytes.clear().limit((int) Math.min(bytes.capacity(), file.size() - position));
                files.read(file, position, bytes);
                header = parser.take(bytes.flip());
            }
            return header;
        }
    }

    private final List<Increment> increments;
    private final long[] firstBlockAt;
    private final int resultBlocks;
    private final int baseLimit;
    private int[] sources = {};

    /**
     * Reads the headers of the incremental files.
     *
     * @param increments newest first
     * @param baseBytes length of the full copy below them
     */
    BlockSources(List<Increment> increments, long baseBytes) {
        this.increments = increments;
        this.firstBlockAt = new long[increments.size()];
        BlockOwnership ownership = new BlockOwnership();
        for (int level = 0; level < increments.size(); level++) {
            Increment increment = increments.get(level);
            IncrementalHeader header = increment.header();
            firstBlockAt[level] = header.bytes();
            note(level, header, ownership.claim(header, increment.cutAt()), ownership.resultBlocks());
        }
        this.resultBlocks = ownership.resultBlocks();
        this.baseLimit = ownership.baseLimit(baseBytes);
    }

    private void note(int level, IncrementalHeader header, BitSet owned, int blocks) {
        if (sources.length < blocks && !owned.isEmpty()) {
            sources = new int[blocks];
            Arrays.fill(sources, BELOW);
        }
        owned.stream().forEach(place -> sources[header.number(place)] = level << PLACE_BITS | place);
    }

    /** Length of the file. */
    int resultBlocks() {
        return resultBlocks;
    }

    private boolean isNewer(int block) {
        return block < sources.length && sources[block] != BELOW;
    }

    /** Whether the full copy's block is the newest. */
    boolean isBase(int block) {
        return block < baseLimit && !isNewer(block);
    }

    /** The first block from this one on that is not the full copy's. */
    int endOfBase(int block) {
        int next = block;
        if (sources.length == 0) {
            return Math.max(block, baseLimit);
        }
        while (isBase(next)) {
            next++;
        }
        return next;
    }

    /**
     * Fills the target with bytes of the file that no full copy gives: of an incremental file, or zeros, where the server had
     * made the file longer and not used it yet.
     *
     * @param position in the file; the target's room ends in the same block
     */
    void read(long position, ByteBuffer target) {
        int block = (int) (position / BLOCK);
        if (isNewer(block)) {
            int level = sources[block] >> PLACE_BITS;
            long place = sources[block] & (1 << PLACE_BITS) - 1;
            Increment increment = increments.get(level);
            increment.files().read(increment.file(), firstBlockAt[level] + place * BLOCK + position % BLOCK, target);
        } else {
            while (target.hasRemaining()) {
                target.put((byte) 0);
            }
        }
    }
}
