package org.theorder.lifeboat.repository.copy;

import java.time.Duration;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** Holds copies back to a rate; waits behind each object. One for everything that shares the rate. */
public final class CopyPace {
    private final long bytesPerSecond;
    private long freeAt = System.nanoTime();

    /** @param bytesPerSecond 0 for no limit */
    public CopyPace(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    /** So many bytes were copied; waits until the next ones may be. */
    void copied(long bytes) {
        if (bytesPerSecond == 0) {
            return;
        }
        long wait;
        synchronized (this) {
            long now = System.nanoTime();
            freeAt = Math.max(freeAt, now) + Duration.ofSeconds(1).toNanos() / 1_000 * bytes / bytesPerSecond * 1_000;
            wait = freeAt - now;
        }
        try {
            Thread.sleep(Duration.ofNanos(wait));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LifeboatException(ErrorCode.TIMED_OUT, "the copy was stopped: it goes on later", e);
        }
    }
}
