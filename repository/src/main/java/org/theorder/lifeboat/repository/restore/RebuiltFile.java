package org.theorder.lifeboat.repository.restore;

/** A file of which the newest backup has only some blocks, and which is put together from it and older ones. */
sealed interface RebuiltFile permits KeptFile, MergedFile, ScatteredFile {
    /** Whether every block of it has been written, once. */
    boolean isComplete();

    /** Length, when complete. */
    long bytes();

    /** CRC-32C, when complete. */
    int crc();
}
