package org.theorder.lifeboat.restore.run;

import java.time.Clock;
import java.time.Instant;
import org.theorder.lifeboat.events.RestoreRequested;
import org.theorder.lifeboat.restore.point.PointChooser;
import org.theorder.lifeboat.restore.postgres.Installation;

/**
 * Makes restores, each from its request to the verified server. Knows no database of ours and no Kafka.
 *
 * @param installation the programs that restored clusters are started with
 */
public record Restorer(RestoreSettings settings, PointChooser chooser, Installation installation, Clock clock) {
    /**
     * Runs one restore to its outcome; may be called again with the same request after it was killed at any instant.
     *
     * @param requestedAt when it was asked for; the restore time counts from here
     * @return to be settled when the outcome is durable, and closed
     * @throws InterruptedException if this process shall not go on; the target stays as it is, for the next attempt
     * @throws org.theorder.lifeboat.events.LifeboatException BUSY if another process still works on the target; try again
     */
    public FinishedRestore run(RestoreRequested request, Instant requestedAt, Progress progress)
            throws InterruptedException {
        return new RestoreRun(this, request, requestedAt, progress).toItsEnd();
    }
}
