package org.theorder.lifeboat.repository.restore;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.incremental.IncrementalHeader;

/** Writes blocks of one piece to their places in the file that is put together, and notes each consecutive run. */
final class RunWriter implements AutoCloseable {
    private final Path place;
    private final BlockRuns runs;
    private final CRC32C crc = new CRC32C();
    private @Nullable PieceFile file;
    private long start;
    private long end;

    RunWriter(Path place, BlockRuns runs) {
        this.place = place;
        this.runs = runs;
    }

    /** @param position in the file; unless it goes on where the last bytes ended, the begin of a block */
    void write(ByteBuffer bytes, long position) {
        if (position != end) {
            endRun();
            start = position;
            end = position;
        }
        crc.update(bytes.duplicate());
        end += bytes.remaining();
        PieceFile open = file;
        if (open == null) {
            open = new PieceFile(place);
            file = open;
        }
        open.write(bytes, position);
    }

    /** All bytes of the piece have passed. */
    void complete() {
        endRun();
        if (file != null) {
            file.complete();
        }
    }

    private void endRun() {
        if (end > start) {
            long blocks = (end - start) / IncrementalHeader.BLOCK_BYTES;
            if (start % IncrementalHeader.BLOCK_BYTES != 0 || end % IncrementalHeader.BLOCK_BYTES != 0) {
                throw new LifeboatException(
                        ErrorCode.CORRUPT, "the index cuts a file within a block: it was not made by Lifeboat");
            }
            runs.add((int) (start / IncrementalHeader.BLOCK_BYTES), (int) blocks, (int) crc.getValue());
        }
        crc.reset();
        start = end;
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }
}
