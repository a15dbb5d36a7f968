package org.theorder.lifeboat.repository.storage;

import java.time.Duration;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * How long a region may take.
 *
 * @param answer for a question, a page of a listing, a piece of an object that is read
 * @param put for making an object, however small
 * @param bytesPerSecond how fast a large object must be taken at least; its deadline grows accordingly
 * @param mostStuck of so many calls that do not return, the next one fails at once
 * @param probe how often one call is let through while others fail at once, to see whether the region is back
 */
public record Deadlines(Duration answer, Duration put, long bytesPerSecond, int mostStuck, Duration probe) {
    /** Patient enough for a loaded store with retries inside, and short enough for people. */
    public static final Deadlines DEFAULT =
            new Deadlines(Duration.ofSeconds(20), Duration.ofSeconds(120), 256 * 1024, 4, Duration.ofSeconds(5));

    /** @throws LifeboatException CONFIGURATION_INVALID if a limit is not positive */
    public Deadlines {
        if (!answer.isPositive() || !put.isPositive() || !probe.isPositive() || bytesPerSecond < 1 || mostStuck < 1) {
            throw new LifeboatException(
                    ErrorCode.CONFIGURATION_INVALID, "deadlines of a region must be positive: " + answer + ", " + put);
        }
    }

    /** For making an object of so many bytes. */
    Duration put(long bytes) {
        return put.plusSeconds(bytes / bytesPerSecond);
    }
}
