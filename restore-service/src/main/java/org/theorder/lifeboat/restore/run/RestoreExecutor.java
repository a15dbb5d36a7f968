package org.theorder.lifeboat.restore.run;

import java.time.Instant;
import org.theorder.lifeboat.events.RestoreRequested;

/** What makes restores: {@link Restorer} here, or somebody elsewhere for us. */
public interface RestoreExecutor {
    /** @throws org.theorder.lifeboat.events.LifeboatException REQUEST_INVALID if the request can never be fulfilled as it is */
    void check(RestoreRequested request);

    /**
     * Runs one restore to its outcome; may be called again with the same request after it was killed at any instant.
     *
     * @param requestedAt when it was asked for; the restore time counts from here
     * @return to be settled when the outcome is durable, and closed
     * @throws InterruptedException if this process shall not go on; the target stays as it is, for the next attempt
     * @throws org.theorder.lifeboat.events.LifeboatException BUSY if it cannot be worked on now; try again
     */
    FinishedRestore run(RestoreRequested request, Instant requestedAt, Progress progress) throws InterruptedException;

    /** Whether an earlier attempt has an outcome that waits to be told: then there is nothing to be interrupted any more. */
    boolean isDecided(RestoreRequested request);

    /** Removes what an interrupted restore has written; nothing if it may not write there. */
    void discard(RestoreRequested request);
}
