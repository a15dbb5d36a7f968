package org.theorder.lifeboat.repository.restore;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import org.theorder.lifeboat.repository.backup.IndexedFile;
import org.theorder.lifeboat.repository.incremental.IncrementalHeader;

/**
 * A file that is put together in its place, in whatever order the pieces of its full copy and of the incremental files come:
 * an incremental file's blocks are claimed when its header has passed, newest first, and only what is claimed is written, so
 * older bytes never overwrite newer ones and every block is written once. It needs no memory for the blocks; the writes are
 * scattered.
 */
final class ScatteredFile implements RebuiltFile {
    private static final int ZEROS_AT_A_TIME = 64;

    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(ZEROS_AT_A_TIME * IncrementalHeader.BLOCK_BYTES)
            .asReadOnlyBuffer();

    private final Path place;
    private final ExpectedFile base;
    private final BlockOwnership ownership = new BlockOwnership();
    private final BlockRuns runs = new BlockRuns();
    private final List<IncrementTarget> increments = new ArrayList<>();
    private final IntUnaryOperator cutAt;
    private final AtomicInteger piecesLeft;
    private final Runnable completed;
    private volatile boolean complete;
    private int crc;

    /**
     * @param increments newest first, at least one
     * @param cutAt where the file was cut between one of them, by its place among them, and its parent
     * @param base the newest full copy
     * @param completed run when nothing more will be written
     */
    ScatteredFile(
            Path place, List<ExpectedFile> increments, IntUnaryOperator cutAt, ExpectedFile base, Runnable completed) {
        this.place = place;
        this.cutAt = cutAt;
        this.base = base;
        this.completed = completed;
        int pieces = base.indexed().segments().size();
        for (int level = 0; level < increments.size(); level++) {
            IndexedFile increment = increments.get(level).indexed();
            this.increments.add(new IncrementTarget(this, level, increment));
            pieces += increment.segments().size();
        }
        this.piecesLeft = new AtomicInteger(pieces);
    }

    /** What becomes of an incremental file, by its place in the list that was given. */
    FileTarget increment(int level) {
        return increments.get(level);
    }

    /** What becomes of the full copy. */
    FileTarget base() {
        return new BaseTarget(this, base);
    }

    /** Claims what a header brings, after the newer ones; waits for them. */
    BitSet claim(int level, IncrementalHeader header) {
        if (level > 0) {
            increments.get(level - 1).awaitClaim();
        }
        return ownership.claim(header, cutAt.applyAsInt(level));
    }

    /** All headers have passed. */
    boolean isClaimed() {
        return increments.getLast().isClaimed();
    }

    void awaitClaims() {
        increments.getLast().awaitClaim();
    }

    /** To be asked when all headers have passed. */
    BlockOwnership ownership() {
        return ownership;
    }

    RunWriter writer() {
        return new RunWriter(place, runs);
    }

    /** A piece is written, or was not needed. The last one completes the file. */
    void pieceEnded() {
        if (piecesLeft.decrementAndGet() == 0) {
            fillWithZeros();
            crc = runs.join(ownership.resultBlocks());
            complete = true;
            completed.run();
        }
    }

    /** Blocks that no backup has: the server had made the file longer and not used them yet. */
    private void fillWithZeros() {
        int blocks = ownership.resultBlocks();
        if (blocks == 0) {
            new PieceFile(place).close();
        }
        try (RunWriter writer = writer()) {
            int next =
                    ownership.nextUnclaimed(ownership.baseLimit(base.indexed().size()));
            while (next < blocks) {
                int end = Math.min(blocks, ownership.nextClaimed(next));
                int count = Math.min(end - next, ZEROS_AT_A_TIME);
                writer.write(
                        ZEROS.slice(0, count * IncrementalHeader.BLOCK_BYTES),
                        (long) next * IncrementalHeader.BLOCK_BYTES);
                next = ownership.nextUnclaimed(next + count);
            }
            writer.complete();
        }
    }

    @Override
    public boolean isComplete() {
        return complete;
    }

    @Override
    public long bytes() {
        return (long) ownership.resultBlocks() * IncrementalHeader.BLOCK_BYTES;
    }

    @Override
    public int crc() {
        return crc;
    }
}
