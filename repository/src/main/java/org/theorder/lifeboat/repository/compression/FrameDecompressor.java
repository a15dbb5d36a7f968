package org.theorder.lifeboat.repository.compression;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses frames that lie in direct buffers, with one native context and one window for all of them. Used by one
 * thread at a time.
 */
public final class FrameDecompressor implements AutoCloseable {
    /** As large as a writer's frames: a frame that lies in one buffer is then decompressed in one run, without copies. */
    private static final int WINDOW = 1024 * 1024;

    private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

    private final ZstdDecompressCtx context = new ZstdDecompressCtx();
    private final ByteBuffer window = ByteBuffer.allocateDirect(WINDOW);

    /** Takes decompressed bytes in order. */
    @FunctionalInterface
    public interface Target {
        /** @param bytes valid during the call only */
        void take(ByteBuffer bytes) throws IOException;
    }

    /** Gives stored bytes in order. */
    @FunctionalInterface
    public interface Source {
        /**
         * @return a direct buffer that is not empty and stays as it is until the next call; null at the end
         * @throws IOException if the bytes are not what they should be
         */
        @Nullable
        ByteBuffer next() throws IOException;
    }

    /**
     * Decompresses frames that follow one another, of exactly the expected length together.
     *
     * @param stored direct buffers, consumed
     * @throws IOException if a frame is damaged or truncated, or the length is another one; or from the target
     */
    public void decompress(List<ByteBuffer> stored, long expected, Target target) throws IOException {
        Iterator<ByteBuffer> buffers = stored.iterator();
        decompress(() -> buffers.hasNext() ? buffers.next() : null, expected, target);
    }

    /** Likewise, from a source; its errors pass through. */
    public void decompress(Source stored, long expected, Target target) throws IOException {
        context.reset();
        // a reset forgets this too
        context.setLongMax(Zstd.LARGEST_WINDOW_LOG);
        long produced = 0;
        boolean complete = true;
        ByteBuffer source = nextOrEmpty(stored);
        while (source.hasRemaining() || !complete) {
            window.clear();
            int before = source.remaining();
            complete = step(source);
            window.flip();
            produced += window.remaining();
            if (produced > expected) {
                throw new IOException("it decompresses to more than the expected " + expected + " bytes");
            }
            boolean stuck = !complete && !window.hasRemaining() && source.remaining() == before;
            target.take(window);
            if (!source.hasRemaining()) {
                source = nextOrEmpty(stored);
                if (stuck && !source.hasRemaining()) {
                    throw new IOException("the zstd frame is truncated");
                }
            }
        }
        if (produced != expected) {
            throw new IOException("it decompresses to " + produced + " bytes instead of " + expected);
        }
    }

    /** Empty at the end. */
    private static ByteBuffer nextOrEmpty(Source stored) throws IOException {
        ByteBuffer next = stored.next();
        while (next != null && !next.hasRemaining()) {
            next = stored.next();
        }
        return next == null ? NOTHING : next;
    }

    private boolean step(ByteBuffer source) throws IOException {
        try {
            return context.decompressDirectByteBufferStream(window, source);
        } catch (ZstdException e) {
            throw new IOException("the zstd frame is damaged: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
