package org.theorder.lifeboat.repository.backup;

import java.time.Duration;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * How a backup is written.
 *
 * @param partBytes bytes of tar per part, before compression; a part is at most 16 KiB larger
 * @param workers compressing threads
 * @param level zstd level, 1 to 12 (a thread at level 12 needs about 35 MiB of native memory, at level 3 about 4 MiB)
 * @param putTimeout a region that does not take a part in this time is dropped from the backup
 */
public record WriterSettings(int partBytes, int workers, int level, Duration putTimeout) {
    private static final int SMALLEST_PART = 64 * 1024;
    private static final int LARGEST_PART = 1024 * 1024 * 1024;

    /** @throws LifeboatException CONFIGURATION_INVALID with the value that is out of range */
    public WriterSettings {
        require(partBytes >= SMALLEST_PART && partBytes <= LARGEST_PART, "part size", "64 KiB to 1 GiB");
        require(workers >= 1 && workers <= 64, "number of compressing threads", "1 to 64");
        require(level >= 1 && level <= 12, "compression level", "1 to 12");
        require(putTimeout.isPositive(), "time limit of a put", "positive");
    }

    /** Parts of 32 MiB, two threads, level 1, two minutes. */
    public static WriterSettings defaults() {
        return new WriterSettings(32 * 1024 * 1024, 2, 1, Duration.ofMinutes(2));
    }

    public WriterSettings withPartBytes(int bytes) {
        return new WriterSettings(bytes, workers, level, putTimeout);
    }

    public WriterSettings withWorkers(int count) {
        return new WriterSettings(partBytes, count, level, putTimeout);
    }

    public WriterSettings withLevel(int zstdLevel) {
        return new WriterSettings(partBytes, workers, zstdLevel, putTimeout);
    }

    public WriterSettings withPutTimeout(Duration timeout) {
        return new WriterSettings(partBytes, workers, level, timeout);
    }

    private static void require(boolean holds, String what, String allowed) {
        if (!holds) {
            throw new LifeboatException(
                    ErrorCode.CONFIGURATION_INVALID, "the " + what + " of a backup is out of range: " + allowed);
        }
    }
}
