package org.theorder.lifeboat.backup.wal;

import jakarta.enterprise.context.ApplicationScoped;
import org.theorder.lifeboat.events.RestoreCompleted;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.EventHandler;
import org.theorder.lifeboat.outbox.Received;
import org.theorder.lifeboat.outbox.Transaction;

/** A cluster was restored: its WAL is waited for no longer than it takes to connect. */
@ApplicationScoped
class RestoreCompletedHandler implements EventHandler<RestoreCompleted> {
    private final StreamSupervisor streams;

    RestoreCompletedHandler(StreamSupervisor streams) {
        this.streams = streams;
    }

    @Override
    public Topic<RestoreCompleted> topic() {
        return Topics.RESTORE_COMPLETED;
    }

    @Override
    public void handle(Transaction tx, Received<RestoreCompleted> event) {
        tx.afterCommit(() -> streams.wake(event.data().cluster()));
    }
}
