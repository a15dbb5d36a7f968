package org.theorder.lifeboat.repository.restore;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
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
 * order.
 */
final class IncrementTarget implements FileTarget {
    private final ScatteredFile file;
    private final int level;
    private final List<IndexedFile.Segment> segments;
    private final IncrementalHeaderParser parser;
    private final CountDownLatch claimed = new CountDownLatch(1);
    private final List<CountDownLatch> headerTaken;
    private @Nullable BitSet owned;
    private volatile @Nullable IncrementalHeader header;

    IncrementTarget(ScatteredFile file, int level, ExpectedFile increment) {
        this.file = file;
        this.level = level;
        this.segments = increment.indexed().segments();
        requireOrder(increment.indexed());
        this.parser = new IncrementalHeaderParser(
                increment.indexed().path(), increment.indexed().size());
        this.headerTaken = Stream.generate(() -> new CountDownLatch(1))
                .limit(segments.size())
                .toList();
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
        await(claimed);
    }

    boolean isClaimed() {
        return claimed.getCount() == 0;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw Interruption.of(e);
        }
    }

    @Override
    public FileWriter begin(int piece) {
        if (header == null && piece > 0) {
            await(headerTaken.get(piece - 1));
        }
        return new Writer(piece, file.writer());
    }

    @Override
    public boolean needs(int piece) {
        IncrementalHeader known = header;
        BitSet mine = owned;
        IndexedFile.Segment segment = segments.get(piece);
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
                known = parser.take(bytes);
                if (known == null) {
                    return;
                }
                owned = file.claim(level, known);
                header = known;
                claimed.countDown();
                headerTaken.get(piece).countDown();
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
            headerTaken.get(piece).countDown();
            out.complete();
            file.pieceEnded();
        }

        @Override
        public void close() {
            out.close();
        }
    }
}
