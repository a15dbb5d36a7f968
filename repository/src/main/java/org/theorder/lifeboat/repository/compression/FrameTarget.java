package org.theorder.lifeboat.repository.compression;

import java.nio.ByteBuffer;
import org.theorder.lifeboat.repository.storage.Content;

/** Takes the bytes of one object as they come. Used by one thread. */
public interface FrameTarget {
    /** A buffer with room, direct or backed by an array; what is put into it is part of the object. */
    ByteBuffer writable();

    /** Ends the object. */
    Content finish();
}
