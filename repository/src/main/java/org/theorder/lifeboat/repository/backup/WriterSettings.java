package org.theorder.lifeboat.repository.backup;

import java.time.Duration;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.encryption.Encryption;

/**
 * How a backup is written.
 *
 * @param partBytes bytes of tar per part, before compression; a part is at most 16 KiB larger
 * @param workers compressing threads
 * @param level zstd level, 1 to 12 (a thread at level 12 needs about 35 MiB of native memory, at level 3 about 4 MiB)
 * @param putTimeout a region that does not take a part in this time is dropped from the backup
 * @param encryption for whom the parts are encrypted
 */
public record WriterSettings(int partBytes, int workers, int level, Duration putTimeout, Encryption encryption) {
    private static final int SMALLEST_PART = 64 * 1024;
    private static final int LARGEST_PART = 1024 * 1024 * 1024;
    /** Tar bytes that are compressed in one run: a frame. */
    static final int RAW_BUFFER = 1024 * 1024;

    static final int STORED_BUFFER = 256 * 1024;
    private static final int SLACK = 6 * 1024 * 1024;

    /** @throws LifeboatException CONFIGURATION_INVALID with the value that is out of range */
    public WriterSettings {
        require(partBytes >= SMALLEST_PART && partBytes <= LARGEST_PART, "part size", "64 KiB to 1 GiB");
        require(workers >= 1 && workers <= 64, "number of compressing threads", "1 to 64");
        require(level >= 1 && level <= 12, "compression level", "1 to 12");
        require(putTimeout.isPositive(), "time limit of a put", "positive");
    }

    /** Parts of 32 MiB, two threads, level 1, two minutes, not encrypted. */
    public static WriterSettings defaults() {
        return new WriterSettings(32 * 1024 * 1024, 2, 1, Duration.ofMinutes(2), Encryption.none());
    }

    public WriterSettings withPartBytes(int bytes) {
        return new WriterSettings(bytes, workers, level, putTimeout, encryption);
    }

    public WriterSettings withWorkers(int count) {
        return new WriterSettings(partBytes, count, level, putTimeout, encryption);
    }

    public WriterSettings withLevel(int zstdLevel) {
        return new WriterSettings(partBytes, workers, zstdLevel, putTimeout, encryption);
    }

    public WriterSettings withPutTimeout(Duration timeout) {
        return new WriterSettings(partBytes, workers, level, timeout, encryption);
    }

    public WriterSettings withEncryption(Encryption recipients) {
        return new WriterSettings(partBytes, workers, level, putTimeout, recipients);
    }

    /**
     * Direct memory that a running backup holds at most, without zstd's own: tar bytes that wait for a thread, compressed
     * parts that wait for the regions, and one part more that may always go on. 90 MiB by default.
     */
    public long largestMemory() {
        int onePart = (partBytes + partBytes / 128) / STORED_BUFFER + 1;
        return rawBuffers() * BoundedBuffers.memory(RAW_BUFFER)
                + (storedBuffers() + onePart) * BoundedBuffers.memory(STORED_BUFFER);
    }

    /**
     * While one part is filled, the threads on older parts live on what has piled up of those: half a part for each thread
     * but one, in the steady state.
     */
    int rawBuffers() {
        return (int) ((SLACK + (long) partBytes * (workers - 1) / 2) / RAW_BUFFER);
    }

    /** Incompressible parts in work are half done on average; one more is on its way to the regions. */
    int storedBuffers() {
        return (int) ((SLACK + (long) partBytes * workers / 2) / STORED_BUFFER);
    }

    private static void require(boolean holds, String what, String allowed) {
        if (!holds) {
            throw new LifeboatException(
                    ErrorCode.CONFIGURATION_INVALID, "the " + what + " of a backup is out of range: " + allowed);
        }
    }
}
