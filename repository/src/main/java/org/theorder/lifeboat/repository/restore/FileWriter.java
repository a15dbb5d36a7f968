package org.theorder.lifeboat.repository.restore;

import java.nio.ByteBuffer;

/** Takes bytes of one piece of a stored file. */
interface FileWriter extends AutoCloseable {
    /** For those who only check. */
    FileWriter NOWHERE = new FileWriter() {
        @Override
        public void write(ByteBuffer bytes, long position) {}

        @Override
        public void close() {}
    };

    /**
     * @param bytes the position may move
     * @param position in the stored file
     */
    void write(ByteBuffer bytes, long position);

    /** All bytes of the piece have passed. Not called when something failed. */
    default void complete() {}

    @Override
    void close();
}
