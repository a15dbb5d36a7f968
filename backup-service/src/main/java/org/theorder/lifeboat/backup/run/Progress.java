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
 * @param remaining at that rate; null while nobody can tell
 */
record Progress(
        long bytesDone,
        long bytesTotal,
        long storedBytes,
        long files,
        long bytesPerSecond,
        @Nullable Duration remaining) {
    static final Progress NONE = new Progress(0, 0, 0, 0, 0, null);
}
