package org.theorder.lifeboat.repository.compression;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;
import java.nio.ByteBuffer;

/**
 * Makes zstd frames (RFC 8878) with a content checksum, one after another, from bytes that come in pieces. Used by one
 * thread at a time; holds native memory until closed.
 */
public final class FrameCompressor implements AutoCloseable {
    private final ZstdCompressCtx context;
    private final ByteBuffer nothing = ByteBuffer.allocate(0);

    public FrameCompressor(int level) {
        context = new ZstdCompressCtx().setLevel(level).setChecksum(true);
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
