package org.theorder.lifeboat.repository.backup;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts an archive's tar stream into parts: at the next header once a part is full, inside a file only at a multiple of
 * {@link #PAGE} of its content.
 */
final class PartCutter {
    /** PostgreSQL's usual block size; a multiple of every other one that is smaller. */
    static final int PAGE = 8192;

    private final PartPipeline pipeline;
    private final int partBytes;
    private final Archive archive;
    private int numberInArchive;
    private @Nullable OpenPart part;

    PartCutter(PartPipeline pipeline, int partBytes, Archive archive) {
        this.pipeline = pipeline;
        this.partBytes = partBytes;
        this.archive = archive;
    }

    /** Takes a header; a part that is full ends before it. */
    void header(ByteBuffer block) {
        if (part != null && part.length() >= partBytes) {
            end();
        }
        open().append(block);
    }

    /** Takes padding, or the end of the archive. */
    void filler(ByteBuffer bytes) {
        open().append(bytes);
    }

    /** Takes content of a file. */
    void content(ByteBuffer bytes, FileBeingRead file) {
        int limit = bytes.limit();
        while (bytes.position() < limit) {
            long offset = file.received();
            if (open().length() >= partBytes && offset > 0 && offset % PAGE == 0) {
                end();
            }
            OpenPart target = open();
            long nextCut = roundUp(offset + Math.max(partBytes - target.length(), 1));
            int count = (int) Math.min(limit - bytes.position(), nextCut - offset);
            file.received(target.number(), target.length(), count);
            target.append(bytes.limit(bytes.position() + count));
        }
        bytes.limit(limit);
    }

    private static long roundUp(long offset) {
        return (offset + PAGE - 1) / PAGE * PAGE;
    }

    private OpenPart open() {
        OpenPart present = part;
        if (present == null) {
            present = pipeline.begin(IndexedPart.objectName(archive, numberInArchive++, pipeline.encoding()), archive);
            part = present;
        }
        return present;
    }

    /** Ends the part that is open, if any. */
    void end() {
        if (part != null) {
            part.end();
            part = null;
        }
    }
}
