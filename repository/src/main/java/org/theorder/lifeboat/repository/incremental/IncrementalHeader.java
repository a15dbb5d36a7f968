package org.theorder.lifeboat.repository.incremental;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The header of an {@code INCREMENTAL.<name>} file: magic, count of blocks, truncation block length, the numbers of the
 * blocks; then, only if there are blocks, zeros up to a multiple of 8 KiB, and the blocks in the order of their numbers here.
 * Everything is 32-bit in the server's byte order, which is little-endian on every machine that Lifeboat supports. Source:
 * PostgreSQL {@code src/backend/backup/basebackup.c}, sendFile, and {@code src/bin/pg_combinebackup/reconstruct.c}.
 */
public final class IncrementalHeader {
    public static final int BLOCK_BYTES = 8192;

    /** RELSEG_SIZE: a file of PostgreSQL has at most 1 GiB. */
    public static final int MOST_BLOCKS = 131_072;

    static final int MAGIC = 0xd3ae1f0d;

    /** Magic, count and truncation block length. */
    static final int FIXED_BYTES = 3 * Integer.BYTES;

    private final int truncationBlocks;
    private final int[] numbers;

    /** @param numbers each at least 0 and below {@link #MOST_BLOCKS}, each once; handed over */
    IncrementalHeader(int truncationBlocks, int[] numbers) {
        this.truncationBlocks = truncationBlocks;
        this.numbers = numbers;
    }

    /** All of the incremental file of a file that has so many blocks, none of which has changed. */
    public static ByteBuffer unchanged(int blocks) {
        return ByteBuffer.allocate(FIXED_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(MAGIC)
                .putInt(0)
                .putInt(blocks)
                .flip();
    }

    /** Where the first of so many blocks begins, or would. */
    static long bytes(int count) {
        long bare = FIXED_BYTES + (long) count * Integer.BYTES;
        return count == 0 ? bare : (bare + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
    }

    /** Where the first block begins, or would. */
    public long bytes() {
        return bytes(numbers.length);
    }

    /** Blocks from this number on are not taken from older backups: the file was cut there. */
    public int truncationBlocks() {
        return truncationBlocks;
    }

    /** How many blocks the file brings. */
    public int count() {
        return numbers.length;
    }

    /** Which block of the whole file one of these is. */
    public int number(int place) {
        return numbers[place];
    }

    /** Length of the whole file that this one stands for, in blocks. */
    public int resultBlocks() {
        int length = truncationBlocks;
        for (int number : numbers) {
            length = Math.max(length, number + 1);
        }
        return length;
    }

    @Override
    public String toString() {
        return numbers.length + " blocks, truncation at " + truncationBlocks;
    }
}
