package org.theorder.lifeboat.repository.compression;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * zstd frames that lie behind one another in a direct buffer, each of which can be decompressed without the others. Frames
 * whose headers do not tell their length count as one.
 */
public final class FrameSequence {
    private final ByteBuffer stored;
    private int[] storedEnds = new int[64];
    private int[] ends = new int[64];
    private int count;

    private FrameSequence(ByteBuffer stored) {
        this.stored = stored;
    }

    /**
     * Looks where they begin; decompresses nothing.
     *
     * @param stored direct, from 0 to its limit; stays as it is while this is used
     * @param expected length of all together, decompressed
     * @throws IOException if these are no such frames
     */
    public static FrameSequence of(ByteBuffer stored, int expected) throws IOException {
        FrameSequence frames = new FrameSequence(stored);
        int end = 0;
        for (int storedEnd = 0; storedEnd < stored.limit(); ) {
            int left = stored.limit() - storedEnd;
            long bytes = Zstd.getDirectByteBufferFrameContentSize(stored, storedEnd, left);
            long storedBytes = Zstd.findDirectByteBufferFrameCompressedSize(stored, storedEnd, left);
            if (Zstd.isError(storedBytes)) {
                throw new IOException("a zstd frame is damaged: " + Zstd.getErrorName(storedBytes));
            }
            if (bytes <= 0) {
                frames.count = 0;
                frames.add(stored.limit(), expected);
                return frames;
            }
            if (bytes > expected - end) {
                throw new IOException("it decompresses to more than the expected " + expected + " bytes");
            }
            storedEnd += Math.toIntExact(storedBytes);
            end += (int) bytes;
            frames.add(storedEnd, end);
        }
        if (end != expected) {
            throw new IOException("it decompresses to " + end + " bytes instead of " + expected);
        }
        return frames;
    }

    private void add(int storedEnd, int end) {
        if (count == ends.length) {
            storedEnds = Arrays.copyOf(storedEnds, 2 * count);
            ends = Arrays.copyOf(ends, 2 * count);
        }
        storedEnds[count] = storedEnd;
        ends[count++] = end;
    }

    /** The frame that holds this byte of what they decompress to. */
    public int at(int position) {
        int found = Arrays.binarySearch(ends, 0, count, position);
        return found < 0 ? -found - 1 : found + 1;
    }

    /** Where its content begins. */
    public int begin(int frame) {
        return frame == 0 ? 0 : ends[frame - 1];
    }

    /** Of its content. */
    public int length(int frame) {
        return ends[frame] - begin(frame);
    }

    /**
     * @param target direct; filled from 0 on, with room for the frame's {@link #length}
     * @throws IOException if the frame is damaged
     */
    public void decompress(int frame, ByteBuffer target) throws IOException {
        int from = frame == 0 ? 0 : storedEnds[frame - 1];
        int length = length(frame);
        long bytes = Zstd.decompressDirectByteBuffer(target, 0, length, stored, from, storedEnds[frame] - from);
        if (Zstd.isError(bytes)) {
            throw new IOException("a zstd frame is damaged: " + Zstd.getErrorName(bytes));
        }
        if (bytes != length) {
            throw new IOException("a zstd frame decompresses to " + bytes + " bytes instead of " + length);
        }
    }
}
