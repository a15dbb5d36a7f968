package org.theorder.lifeboat.repository.restore;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.theorder.lifeboat.repository.compression.FrameSequence;

/** One frame of a part, decompressed, in memory that is used again for the next one. Used by one thread at a time. */
final class HeldFrame {
    /** As large as a writer's frames; a larger one gets what it needs. */
    static final int BYTES = 1024 * 1024;

    private static final int NONE = -1;

    private ByteBuffer content = ByteBuffer.allocateDirect(BYTES);
    private int part = NONE;
    private int begin;
    private int end;

    boolean holds(int wantedPart, long position) {
        return part == wantedPart && begin <= position && position < end;
    }

    /** Forgets what it holds, and takes the frame at a position of a part. */
    void take(int newPart, FrameSequence frames, int position) throws IOException {
        part = NONE;
        int frame = frames.at(position);
        begin = frames.begin(frame);
        end = begin + frames.length(frame);
        if (content.capacity() < frames.length(frame)) {
            content = ByteBuffer.allocateDirect(frames.length(frame));
        }
        frames.decompress(frame, content);
        part = newPart;
    }

    /** Puts what it has of the part's bytes from there on, at most as much as the target wants. */
    void copy(long position, ByteBuffer target, int most) {
        int count = (int) Math.min(most, end - position);
        target.put(target.position(), content, (int) (position - begin), count);
        target.position(target.position() + count);
    }
}
