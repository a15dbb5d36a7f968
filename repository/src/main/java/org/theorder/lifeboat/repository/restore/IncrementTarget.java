package org.theorder.lifeboat.repository.restore;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.backup.IndexedFile;
import org.theorder.lifeboat.repository.backup.Interruption;
import org.theorder.lifeboat.repository.incremental.IncrementalHeader;
import org.theorder.lifeboat.repository.incremental.IncrementalHeaderParser;

/**
 * Takes an incremental file: first its header, which may lie in several pieces, then the blocks that it owns. Pieces that come
 * too early wait for the header; there is always somebody who brings it, because parts are taken newest backup first and in
 * order. There is one for every file of every backup of a chain, so what it needs only while it is read comes later.
 */
final class IncrementTarget implements FileTarget {
    private final ScatteredFile file;
    private final int level;
    private final IndexedFile increment;
    private @Nullable IncrementalHeaderParser parser;
    private int piecesOfHeader;
    private @Nullable BitSet owned;
    private volatile @Nullable IncrementalHeader header;

    IncrementTarget(ScatteredFile file, int level, IndexedFile increment) {
        this.file = file;
        this.level = level;
        this.increment = increment;
        requireOrder(increment);
    }

    /** Pieces wait for those before them, so those must be read before them. */
    private static void requireOrder(IndexedFile increment) {
        List<IndexedFile.Segment> segments = increment.segments();
        for (int next = 1; next < segments.size(); next++) {
            IndexedFile.Segment one = segments.get(next - 1);
            IndexedFile.Segment other = segments.get(next);
            if (one.part() > other.part() || (one.part() == other.part() && one.offset() > other.offset())) {
                throw new LifeboatException(
                        ErrorCode.CORRUPT, "the index has an incremental file in pieces that are not in order");
            }
        }
    }

    void awaitClaim() {
        await(this::isClaimed);
    }

    boolean isClaimed() {
        return header != null;
    }

    private synchronized void await(BooleanSupplier condition) {
        try {
            while (!condition.getAsBoolean()) {
                wait();
            }
        } catch (InterruptedException e) {
            throw Interruption.of(e);
        }
    }

    private synchronized void claimed(IncrementalHeader known, BitSet mine) {
        owned = mine;
        header = known;
        parser = null;
        notifyAll();
    }

    /** A piece has passed; it had no more than a part of the header if that is not known now. */
    private synchronized void passed(int piece) {
        if (header == null) {
            piecesOfHeader = piece + 1;
            notifyAll();
        }
    }

    private synchronized IncrementalHeaderParser parser() {
        IncrementalHeaderParser present = parser;
        if (present == null) {
            present = new IncrementalHeaderParser(increment.path(), increment.size());
            parser = present;
        }
        return present;
    }

    @Override
    public FileWriter begin(int piece) {
        await(() -> isClaimed() || piecesOfHeader >= piece);
        return new Writer(piece, file.writer());
    }

    @Override
    public boolean needs(int piece) {
        IncrementalHeader known = header;
        BitSet mine = owned;
        IndexedFile.Segment segment = increment.segments().get(piece);
        if (known == null || mine == null || segment.fileOffset() < known.bytes()) {
            return true;
        }
        long from = segment.fileOffset() - known.bytes();
        int next = mine.nextSetBit((int) (from / IncrementalHeader.BLOCK_BYTES));
        return next >= 0 && (long) next * IncrementalHeader.BLOCK_BYTES < from + segment.length();
    }

    @Override
    public void passOver(int piece) {
        file.pieceEnded();
    }

    private final class Writer implements FileWriter {
        private final int piece;
        private final RunWriter out;

        Writer(int piece, RunWriter out) {
            this.piece = piece;
            this.out = out;
        }

        @Override
        public void write(ByteBuffer bytes, long position) {
            long end = position + bytes.remaining();
            IncrementalHeader known = header;
            if (known == null) {
                known = parser().take(bytes);
                if (known == null) {
                    return;
                }
                claimed(known, file.claim(level, known));
            }
            while (bytes.hasRemaining()) {
                takeBlocks(known, bytes, end - bytes.remaining() - known.bytes());
            }
        }

        /** Takes, or passes over, what belongs together in the file and here. */
        private void takeBlocks(IncrementalHeader known, ByteBuffer bytes, long fromFirstBlock) {
            int place = (int) (fromFirstBlock / IncrementalHeader.BLOCK_BYTES);
            int inBlock = (int) (fromFirstBlock % IncrementalHeader.BLOCK_BYTES);
            int step = IncrementalHeader.BLOCK_BYTES - inBlock;
            BitSet mine = owned;
            if (mine == null || !mine.get(place)) {
                bytes.position(bytes.position() + Math.min(step, bytes.remaining()));
                return;
            }
            int last = place;
            while (step < bytes.remaining() && mine.get(last + 1) && known.number(last + 1) == known.number(last) + 1) {
                step += IncrementalHeader.BLOCK_BYTES;
                last++;
            }
            int count = Math.min(step, bytes.remaining());
            long target = (long) known.number(place) * IncrementalHeader.BLOCK_BYTES + inBlock;
            out.write(bytes.slice(bytes.position(), count), target);
            bytes.position(bytes.position() + count);
        }

        @Override
        public void complete() {
            passed(piece);
            out.complete();
            file.pieceEnded();
        }

        @Override
        public void close() {
            out.close();
        }
    }
}
