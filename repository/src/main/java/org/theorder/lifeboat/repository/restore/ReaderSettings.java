package org.theorder.lifeboat.repository.restore;

import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * How a backup is read.
 *
 * @param workers reading threads; each holds one part as stored (at most the part size) and 2 MiB, outside of the heap
 */
public record ReaderSettings(int workers) {
    /** @throws LifeboatException CONFIGURATION_INVALID with the value that is out of range */
    public ReaderSettings {
        if (workers < 1 || workers > 64) {
            throw new LifeboatException(
                    ErrorCode.CONFIGURATION_INVALID, "the number of reading threads is out of range: 1 to 64");
        }
    }

    public static ReaderSettings defaults() {
        return new ReaderSettings(2);
    }
}
