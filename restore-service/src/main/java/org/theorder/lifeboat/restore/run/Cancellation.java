package org.theorder.lifeboat.restore.run;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.outbox.Database;

/**
 * Ends restores that nobody wants any more: one that waits for its first attempt has written nothing and is over at once,
 * however long it would still wait; one that runs is interrupted by {@link ProgressWriter}, and one that was cut short ends
 * when its next attempt begins.
 */
@ApplicationScoped
public class Cancellation {
    private static final Logger LOG = LoggerFactory.getLogger(Cancellation.class);

    private final Database database;
    private final RestoreStore store;
    private final OutcomeEvents events;
    private final RestoreMetrics metrics;
    private final RestoreWorker worker;
    private final Clock clock;

    Cancellation(
            Database database,
            RestoreStore store,
            OutcomeEvents events,
            RestoreMetrics metrics,
            RestoreWorker worker,
            Clock clock) {
        this.database = database;
        this.store = store;
        this.events = events;
        this.metrics = metrics;
        this.worker = worker;
        this.clock = clock;
    }

    /** Asks for the end of a restore; one that has ended stays what it is. */
    public void of(RestoreId id, String by) {
        RestoreOutcome.Cancelled outcome = new RestoreOutcome.Cancelled(by, clock.instant());
        database.doInTransaction(tx -> {
            store.cancel(tx, id, by);
            store.endUnbegun(tx, id, outcome).ifPresent(restore -> {
                events.publish(tx, restore, outcome);
                tx.afterCommit(() -> {
                    LOG.info("Restore cancelled before it began restoreId={} by={}", id, by);
                    metrics.ended(restore, outcome);
                });
            });
            tx.afterCommit(worker::wake);
        });
    }
}
