package org.theorder.lifeboat.repository.compression;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.nio.ByteBuffer;

/**
 * Makes zstd frames (RFC 8878), one after another, from bytes that come in pieces. Used by one thread at a time; holds
 * native memory until closed.
 */
public final class FrameCompressor implements AutoCloseable {
    /** Up to this level zstd uses its fast strategies, whose speed is that of the cache. */
    private static final int FAST_LEVELS = 3;

    private static final int WINDOW_LOG = 18;

    private final ZstdCompressCtx context;
    private final ByteBuffer nothing = ByteBuffer.allocate(0);
    private ByteBuffer whole = nothing;

    /**
     * @param level zstd's. Its tables and window are sized for database pages: what matches lies near, and tables that stay
     *     in a core's own cache make level 3 a third faster and the result no larger (docs/adr/0016)
     * @param checksum whether a frame ends with a checksum of its content. It costs a tenth of level 3's time, so what a
     *     SHA-256 vouches for goes without
     */
    public FrameCompressor(int level, boolean checksum) {
        context = new ZstdCompressCtx().setLevel(level).setChecksum(checksum);
        if (level <= FAST_LEVELS) {
            context.setWindowLog(WINDOW_LOG).setHashLog(level == 1 ? 12 : 14);
            if (level > 1) {
                context.setChainLog(13);
            }
        }
    }

    /**
     * Takes the remaining bytes of {@code source}.
     *
     * @param source direct, or backed by an array (not read-only)
     */
    public void compress(ByteBuffer source, FrameTarget target) {
        while (source.hasRemaining()) {
            context.compressByteBufferStream(target.writable(), source, EndDirective.CONTINUE);
        }
    }

    /**
     * Makes a frame of its own of the remaining bytes. A tenth faster than piece by piece: zstd reads them where they are,
     * in one run, and need not keep a window of what was.
     *
     * @param source direct
     */
    public void compressWhole(ByteBuffer source, FrameTarget target) {
        int atMost = Math.toIntExact(Zstd.compressBound(source.remaining()));
        if (whole.capacity() < atMost) {
            whole = ByteBuffer.allocateDirect(atMost);
        }
        int length = context.compressDirectByteBuffer(whole, 0, atMost, source, source.position(), source.remaining());
        source.position(source.limit());
        for (int done = 0; done < length; ) {
            ByteBuffer writable = target.writable();
            int count = Math.min(length - done, writable.remaining());
            writable.put(writable.position(), whole, done, count).position(writable.position() + count);
            done += count;
        }
    }

    /** Ends the frame; the next byte begins a new one. */
    public void endFrame(FrameTarget target) {
        boolean complete = false;
        while (!complete) {
            nothing.clear();
            complete = context.compressByteBufferStream(target.writable(), nothing, EndDirective.END);
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
