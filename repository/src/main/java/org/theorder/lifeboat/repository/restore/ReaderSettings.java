package org.theorder.lifeboat.repository.restore;

import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * How a backup is read.
 *
 * @param workers reading threads; each holds one part as stored (at most the part size) and 2 MiB, outside of the heap
 * @param memory bytes outside of the heap: what they leave of it is for the incremental backups of a chain, and if that is
 *     too little, a chain is restored by scattered writes
 */
public record ReaderSettings(int workers, long memory) {
    private static final long MOST_MEMORY = 216L * 1024 * 1024;

    /** @throws LifeboatException CONFIGURATION_INVALID with the value that is out of range */
    public ReaderSettings {
        if (workers < 1 || workers > 64) {
            throw new LifeboatException(
                    ErrorCode.CONFIGURATION_INVALID, "the number of reading threads is out of range: 1 to 64");
        }
        if (memory < 0) {
            throw new LifeboatException(ErrorCode.CONFIGURATION_INVALID, "memory for reading cannot be negative");
        }
    }

    /** With three quarters of the heap's limit, which is what a JVM may hold outside of it unless told otherwise. */
    public ReaderSettings(int workers) {
        this(workers, Math.min(Runtime.getRuntime().maxMemory() / 4 * 3, MOST_MEMORY));
    }

    public static ReaderSettings defaults() {
        return new ReaderSettings(2);
    }

    ReaderSettings withWorkers(int count) {
        return new ReaderSettings(count, memory);
    }
}
