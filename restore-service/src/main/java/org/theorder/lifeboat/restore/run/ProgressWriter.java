package org.theorder.lifeboat.restore.run;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.outbox.Lease;

/** Records the progress of a restore while it runs. A database that is away for a while costs progress, never the restore. */
final class ProgressWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProgressWriter.class);
    private static final Duration INTERVAL = Duration.ofMillis(400);

    private final Thread thread;

    private ProgressWriter(Thread thread) {
        this.thread = thread;
    }

    /** @param eachRound is run all the time, whether or not there is progress */
    static ProgressWriter start(RestoreStore store, RestoreId id, Lease lease, Progress progress, Runnable eachRound) {
        return new ProgressWriter(
                Thread.ofVirtual().name("progress-" + id).start(() -> write(store, id, lease, progress, eachRound)));
    }

    private static void write(RestoreStore store, RestoreId id, Lease lease, Progress progress, Runnable eachRound) {
        Progress.Snapshot written = null;
        while (!Thread.currentThread().isInterrupted()) {
            eachRound.run();
            Progress.Snapshot now = progress.snapshot();
            if (written == null || !now.sameAs(written)) {
                try {
                    if (!store.progress(id, lease, now)) {
                        return;
                    }
                    written = now;
                } catch (LifeboatException e) {
                    LOG.debug("Progress is not recorded restoreId={} reason={}", id, e.explanation());
                }
            }
            try {
                Thread.sleep(INTERVAL);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** After this nothing is written any more. */
    void stop() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
