package org.theorder.lifeboat.repository.tar;

import java.nio.ByteBuffer;

/** Takes a tar stream apart: every byte of it comes exactly once, in order, in {@code header} (its 512 bytes), {@code content} or {@code filler}. */
public interface TarSink {
    /** An entry begins. */
    void header(TarEntry entry, ByteBuffer block);

    /** Content of the entry; consumed by the callee. */
    void content(ByteBuffer bytes);

    /** All content of the entry has passed. */
    void endOfContent();

    /** Padding behind content, and the zeros at the end of the archive; consumed by the callee. */
    void filler(ByteBuffer bytes);
}
