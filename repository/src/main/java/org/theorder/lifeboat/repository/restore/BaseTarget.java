package org.theorder.lifeboat.repository.restore;

import java.nio.ByteBuffer;
import org.theorder.lifeboat.repository.backup.IndexedFile;
import org.theorder.lifeboat.repository.incremental.IncrementalHeader;

/** Takes the newest full copy of a file: of it, the blocks that no newer incremental file brings and none has cut away. */
final class BaseTarget implements FileTarget {
    private final ScatteredFile file;
    private final ExpectedFile base;

    BaseTarget(ScatteredFile file, ExpectedFile base) {
        this.file = file;
        this.base = base;
    }

    private int limit() {
        return file.ownership().baseLimit(base.indexed().size());
    }

    @Override
    public FileWriter begin(int piece) {
        file.awaitClaims();
        return new Writer(file.writer(), limit());
    }

    @Override
    public boolean needs(int piece) {
        if (!file.isClaimed()) {
            return true;
        }
        IndexedFile.Segment segment = base.indexed().segments().get(piece);
        int first = file.ownership().nextUnclaimed((int) (segment.fileOffset() / IncrementalHeader.BLOCK_BYTES));
        return first < limit()
                && (long) first * IncrementalHeader.BLOCK_BYTES < segment.fileOffset() + segment.length();
    }

    @Override
    public void passOver(int piece) {
        file.pieceEnded();
    }

    private final class Writer implements FileWriter {
        private final RunWriter out;
        private final int limit;

        Writer(RunWriter out, int limit) {
            this.out = out;
            this.limit = limit;
        }

        @Override
        public void write(ByteBuffer bytes, long position) {
            long end = position + bytes.remaining();
            while (bytes.hasRemaining()) {
                long at = end - bytes.remaining();
                int block = (int) (at / IncrementalHeader.BLOCK_BYTES);
                if (block >= limit) {
                    bytes.position(bytes.limit());
                } else if (file.ownership().isClaimed(block)) {
                    long next = (long) file.ownership().nextUnclaimed(block) * IncrementalHeader.BLOCK_BYTES;
                    bytes.position(bytes.position() + (int) Math.min(next - at, bytes.remaining()));
                } else {
                    int stop = Math.min(limit, file.ownership().nextClaimed(block));
                    long wanted = (long) stop * IncrementalHeader.BLOCK_BYTES - at;
                    int count = (int) Math.min(wanted, bytes.remaining());
                    out.write(bytes.slice(bytes.position(), count), at);
                    bytes.position(bytes.position() + count);
                }
            }
        }

        @Override
        public void complete() {
            out.complete();
            file.pieceEnded();
        }

        @Override
        public void close() {
            out.close();
        }
    }
}
