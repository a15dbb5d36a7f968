package org.theorder.lifeboat.restore.request;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import org.theorder.lifeboat.events.RestoreRequested;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.EventHandler;
import org.theorder.lifeboat.outbox.Received;
import org.theorder.lifeboat.outbox.Transaction;
import org.theorder.lifeboat.restore.run.RestoreStore;
import org.theorder.lifeboat.restore.run.RestoreWorker;

/** Requests from Kafka: recorded, nothing more. The worker does them. */
@ApplicationScoped
class RestoreRequests implements EventHandler<RestoreRequested> {
    private final RestoreStore store;
    private final RestoreWorker worker;
    private final Clock clock;

    RestoreRequests(RestoreStore store, RestoreWorker worker, Clock clock) {
        this.store = store;
        this.worker = worker;
        this.clock = clock;
    }

    @Override
    public Topic<RestoreRequested> topic() {
        return Topics.RESTORE_REQUESTED;
    }

    @Override
    public void handle(Transaction tx, Received<RestoreRequested> event) {
        Instant now = clock.instant();
        // the restore time counts from the asker's request; a clock of the asker that runs ahead must not make it
        // negative
        Instant requestedAt = event.time().isBefore(now) ? event.time() : now;
        store.record(tx, event.data(), requestedAt);
        tx.afterCommit(worker::wake);
    }
}
