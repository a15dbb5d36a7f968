package org.theorder.lifeboat.repository.compression;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.theorder.lifeboat.repository.storage.Content;

/** Buffers that are filled one after another, so that the length need not be known before. */
public final class BufferChain implements FrameTarget {
    private final Supplier<ByteBuffer> source;
    private final Consumer<ByteBuffer> whenFilled;
    private final List<ByteBuffer> buffers = new ArrayList<>();

    /**
     * @param source gives empty buffers, direct or backed by an array
     * @param whenFilled sees every buffer's bytes once, while they are still in the processor's cache
     */
    public BufferChain(Supplier<ByteBuffer> source, Consumer<ByteBuffer> whenFilled) {
        this.source = source;
        this.whenFilled = whenFilled;
    }

    @Override
    public ByteBuffer writable() {
        if (!buffers.isEmpty()) {
            ByteBuffer last = buffers.getLast();
            if (last.hasRemaining()) {
                return last;
            }
            whenFilled.accept(last.duplicate().flip());
        }
        ByteBuffer fresh = source.get();
        buffers.add(fresh);
        return fresh;
    }

    /** Shows the last buffer and makes all readable. */
    @Override
    public Content finish() {
        if (!buffers.isEmpty()) {
            whenFilled.accept(buffers.getLast().duplicate().flip());
        }
        buffers.forEach(ByteBuffer::flip);
        return Content.of(buffers);
    }

    /** The buffers that were taken from the source. */
    public List<ByteBuffer> buffers() {
        return buffers;
    }
}
