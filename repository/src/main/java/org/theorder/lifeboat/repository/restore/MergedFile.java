package org.theorder.lifeboat.repository.restore;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.repository.backup.IndexedFile;
import org.theorder.lifeboat.repository.incremental.IncrementalHeader;

/**
 * A file that is put together while its full copy passes: every block of that which is not the newest is replaced by the one
 * that is, taken from the incremental file where it lies. So the result is written from its begin to its end, in long runs,
 * each block once (ADR 0038).
 */
final class MergedFile implements RebuiltFile, FileTarget {
    private static final int BLOCK = IncrementalHeader.BLOCK_BYTES;

    private final Path place;
    private final Supplier<BlockSources> opened;
    private final IndexedFile base;
    private final Runnable completed;
    private final BlockRuns runs = new BlockRuns();
    private final AtomicInteger piecesLeft;
    private @Nullable BlockSources sources;
    private int blocks;
    private int crc;
    private volatile boolean complete;

    /**
     * @param opened reads the headers of the incremental files; asked when the first bytes of the full copy are there
     * @param base the newest full copy
     * @param completed run when nothing more will be written
     */
    MergedFile(Path place, Supplier<BlockSources> opened, IndexedFile base, Runnable completed) {
        this.place = place;
        this.opened = opened;
        this.base = base;
        this.completed = completed;
        // an empty copy is taken like one piece
        this.piecesLeft = new AtomicInteger(Math.max(1, base.segments().size()));
    }

    private synchronized BlockSources sources() {
        BlockSources present = sources;
        if (present == null) {
            present = opened.get();
            sources = present;
        }
        return present;
    }

    /** Blocks that lie where the full copy has some, whoever gives them; what is behind comes at the end. */
    private int coveredBlocks() {
        return (int) Math.min(base.size() / BLOCK, sources().resultBlocks());
    }

    @Override
    public FileWriter begin(int piece) {
        return new Merging(sources());
    }

    @Override
    public boolean needs(int piece) {
        int end = endBlock(piece);
        int next = firstBlock(piece);
        while (next < end && !sources().isBase(next)) {
            next++;
        }
        return next < end;
    }

    private int firstBlock(int piece) {
        return (int) (base.segments().get(piece).fileOffset() / BLOCK);
    }

    private int endBlock(int piece) {
        IndexedFile.Segment segment = base.segments().get(piece);
        return (int) Math.min((segment.fileOffset() + segment.length()) / BLOCK, coveredBlocks());
    }

    @Override
    public void passOver(int piece) {
        try (Merging merging = new Merging(sources())) {
            merging.replace(firstBlock(piece), endBlock(piece));
            merging.complete();
        }
    }

    private void pieceEnded() {
        if (piecesLeft.decrementAndGet() > 0) {
            return;
        }
        BlockSources known = sources();
        blocks = known.resultBlocks();
        if (blocks == 0) {
            new PieceFile(place).close();
        }
        try (Merging behind = new Merging(known)) {
            behind.replace(coveredBlocks(), blocks);
            behind.out.complete();
        }
        crc = runs.join(blocks);
        complete = true;
        synchronized (this) {
            sources = null;
        }
        completed.run();
    }

    @Override
    public boolean isComplete() {
        return complete;
    }

    @Override
    public long bytes() {
        return (long) blocks * BLOCK;
    }

    @Override
    public int crc() {
        return crc;
    }

    /** Writes what belongs to the place of one piece. */
    private final class Merging implements FileWriter {
        private final BlockSources known;
        private final RunWriter out = new RunWriter(place, runs);
        private @Nullable ByteBuffer newer;

        Merging(BlockSources known) {
            this.known = known;
        }

        @Override
        public void write(ByteBuffer bytes, long position) {
            long end = position + bytes.remaining();
            long coveredEnd = (long) coveredBlocks() * BLOCK;
            for (long at = position; at < Math.min(end, coveredEnd); at = end - bytes.remaining()) {
                int block = (int) (at / BLOCK);
                boolean isBase = known.isBase(block);
                long stop = isBase ? known.endOfBase(block) : block + 1;
                int count = (int) Math.min(stop * BLOCK - at, bytes.remaining());
                if (isBase) {
                    out.write(bytes.slice(bytes.position(), count), at);
                } else {
                    replace(at, count);
                }
                bytes.position(bytes.position() + count);
            }
        }

        /** Whole blocks, none of them the full copy's. */
        private void replace(int from, int to) {
            for (int block = from; block < to; block++) {
                replace((long) block * BLOCK, BLOCK);
            }
        }

        private void replace(long position, int count) {
            ByteBuffer buffer = newer;
            if (buffer == null) {
                buffer = ByteBuffer.allocate(BLOCK);
                newer = buffer;
            }
            known.read(position, buffer.clear().limit(count));
            out.write(buffer.flip(), position);
        }

        @Override
        public void complete() {
            out.complete();
            pieceEnded();
        }

        @Override
        public void close() {
            out.close();
        }
    }
}
