package org.theorder.lifeboat.repository.compression;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Function;
import org.theorder.lifeboat.repository.storage.Content;

/**
 * An object of unknown length that is compressed as it is written, and kept compressed on the heap: many short-lived ones
 * are cheap there, while direct buffers are only freed by a full collection.
 */
public final class FrameOutput extends OutputStream {
    private static final int WINDOW = 64 * 1024;

    private final FrameCompressor compressor;
    private final MessageDigest sha256 = sha256Digest();
    private final BufferChain chain = new BufferChain(() -> ByteBuffer.allocate(WINDOW), sha256::update);
    private final FrameTarget target;
    private long rawBytes;

    public FrameOutput(int level) {
        this(level, chain -> chain);
    }

    /** @param wrapping what the compressed bytes pass before they are stored */
    public FrameOutput(int level, Function<BufferChain, FrameTarget> wrapping) {
        target = wrapping.apply(chain);
        compressor = new FrameCompressor(level, true);
    }

    @Override
    public void write(int value) {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        write(ByteBuffer.wrap(bytes, offset, length));
    }

    /** Takes the remaining bytes of any buffer. */
    public void write(ByteBuffer bytes) {
        rawBytes += bytes.remaining();
        if (bytes.isDirect() || bytes.hasArray()) {
            compressor.compress(bytes, target);
            return;
        }
        ByteBuffer copy = ByteBuffer.allocate(WINDOW);
        while (bytes.hasRemaining()) {
            int count = Math.min(bytes.remaining(), copy.clear().remaining());
            copy.put(0, bytes, bytes.position(), count).limit(count);
            bytes.position(bytes.position() + count);
            compressor.compress(copy, target);
        }
    }

    /** Bytes written so far. */
    public long rawBytes() {
        return rawBytes;
    }

    /** Ends the frame. */
    public Frame finish() {
        compressor.endFrame(target);
        Content content = target.finish();
        return new Frame(content, rawBytes, HexFormat.of().formatHex(sha256.digest()));
    }

    /**
     * A finished object.
     *
     * @param content as stored
     * @param rawBytes before compression
     * @param sha256 of the stored bytes, hexadecimal
     */
    public record Frame(Content content, long rawBytes, String sha256) {}

    /** Frees native memory. */
    @Override
    public void close() {
        compressor.close();
    }

    private static MessageDigest sha256Digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
