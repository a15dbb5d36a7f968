package org.theorder.lifeboat.repository.tar;

import java.nio.ByteBuffer;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** Takes one tar archive in pieces of any size, as they come from the server, without holding more than a header. */
public final class TarScanner {
    /** Two blocks of zeros end an archive. */
    private static final int ZERO_BLOCKS_AT_END = 2;

    private final TarSink sink;
    private final byte[] block = new byte[TarHeader.BYTES];
    private int inBlock;
    private long contentLeft;
    private int paddingLeft;
    private int zeroBlocks;

    public TarScanner(TarSink sink) {
        this.sink = sink;
    }

    /**
     * Takes the remaining bytes.
     *
     * @throws LifeboatException CORRUPT if they are not what PostgreSQL sends
     */
    public void write(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            if (contentLeft > 0) {
                contentLeft -= pass(bytes, contentLeft, false);
                endContentIfComplete();
            } else if (paddingLeft > 0) {
                paddingLeft -= pass(bytes, paddingLeft, true);
            } else {
                fillBlock(bytes);
            }
        }
    }

    private int pass(ByteBuffer bytes, long most, boolean filler) {
        int limit = bytes.limit();
        int count = (int) Math.min(bytes.remaining(), most);
        int end = bytes.position() + count;
        bytes.limit(end);
        if (filler) {
            sink.filler(bytes);
        } else {
            sink.content(bytes);
        }
        bytes.limit(limit).position(end);
        return count;
    }

    private void endContentIfComplete() {
        if (contentLeft == 0) {
            sink.endOfContent();
        }
    }

    private void fillBlock(ByteBuffer bytes) {
        int count = Math.min(bytes.remaining(), block.length - inBlock);
        bytes.get(block, inBlock, count);
        inBlock += count;
        if (inBlock == block.length) {
            inBlock = 0;
            takeBlock();
        }
    }

    private void takeBlock() {
        if (TarHeader.isZero(block)) {
            zeroBlocks++;
            requireMore(zeroBlocks <= ZERO_BLOCKS_AT_END);
            sink.filler(ByteBuffer.wrap(block));
            return;
        }
        requireMore(zeroBlocks == 0);
        TarEntry entry = TarHeader.parse(block);
        sink.header(entry, ByteBuffer.wrap(block));
        contentLeft = entry.size();
        paddingLeft = (int) (-entry.size() & (TarHeader.BYTES - 1));
        endContentIfComplete();
    }

    private static void requireMore(boolean mayFollow) {
        if (!mayFollow) {
            throw new LifeboatException(ErrorCode.CORRUPT, "the tar stream goes on behind its end");
        }
    }

    /** @throws LifeboatException CORRUPT if the archive is not complete */
    public void finish() {
        if (contentLeft > 0 || paddingLeft > 0 || inBlock > 0 || zeroBlocks < ZERO_BLOCKS_AT_END) {
            throw new LifeboatException(
                    ErrorCode.CORRUPT, "the tar stream ends in the middle: the server or the connection broke off");
        }
    }
}
