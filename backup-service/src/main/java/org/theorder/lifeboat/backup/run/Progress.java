package org.theorder.lifeboat.backup.run;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How far a backup is.
 *
 * @param bytesDone bytes that came from the server
 * @param bytesTotal what the server expects to send; 0 while unknown
 * @param storedBytes what is durable in each region, compressed
 * @param files files that came completely
 * @param bytesPerSecond over the last seconds
 */
record Progress(long bytesDone, long bytesTotal, long storedBytes, long files, long bytesPerSecond) {
    static final Progress NONE = new Progress(0, 0, 0, 0, 0);

    /** How long it will take at this rate; null while nobody can tell. */
    @Nullable
    Duration remaining() {
        return bytesTotal == 0 || bytesPerSecond <= 0
                ? null
                : Duration.ofSeconds((bytesTotal - bytesDone + bytesPerSecond - 1) / bytesPerSecond);
    }
}
