package org.theorder.lifeboat.restore.run;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.outbox.Lease;

/**
 * Records the progress of a restore while it runs, and interrupts it if it shall end. A database that is away for a while
 * costs progress, never the restore.
 */
final class ProgressWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProgressWriter.class);
    private static final Duration INTERVAL = Duration.ofMillis(400);

    private final RestoreStore store;
    private final RestoreId id;
    private final Lease lease;
    private final Progress progress;
    private final Runnable eachRound;
    private final boolean interruptible;
    private final Thread worker = Thread.currentThread();
    private final Thread thread;
    private volatile @Nullable Interruption interruption;

    private ProgressWriter(
            RestoreStore store,
            RestoreId id,
            Lease lease,
            Progress progress,
            Runnable eachRound,
            boolean interruptible) {
        this.store = store;
        this.id = id;
        this.lease = lease;
        this.progress = progress;
        this.eachRound = eachRound;
        this.interruptible = interruptible;
        this.thread = Thread.ofVirtual().name("progress-" + id).unstarted(this::write);
    }

    /**
     * Begins on behalf of the thread that restores, which calls this.
     *
     * @param eachRound is run all the time, whether or not there is progress
     * @param interruptible false if the restore is to come to its end whatever is asked for
     */
    static ProgressWriter start(
            RestoreStore store,
            RestoreId id,
            Lease lease,
            Progress progress,
            Runnable eachRound,
            boolean interruptible) {
        ProgressWriter writer = new ProgressWriter(store, id, lease, progress, eachRound, interruptible);
        writer.thread.start();
        return writer;
    }

    private void write() {
        Progress.Snapshot written = null;
        while (!Thread.currentThread().isInterrupted()) {
            eachRound.run();
            try {
                Progress.Snapshot now = progress.snapshot();
                if (written == null || !now.sameAs(written)) {
                    if (!store.progress(id, lease, now)) {
                        return;
                    }
                    written = now;
                }
                if (interruptible && interruption == null) {
                    store.interruption(id).ifPresent(this::interrupt);
                }
            } catch (LifeboatException e) {
                LOG.debug("Progress is not recorded restoreId={} reason={}", id, e.explanation());
            }
            try {
                Thread.sleep(INTERVAL);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void interrupt(Interruption why) {
        interruption = why;
        worker.interrupt();
    }

    /** Why the restore was interrupted from here; empty if it was not. */
    Optional<Interruption> interruption() {
        return Optional.ofNullable(interruption);
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
