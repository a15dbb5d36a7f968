package org.theorder.lifeboat.monitor.cluster;

import jakarta.enterprise.context.ApplicationScoped;
import org.theorder.lifeboat.events.RestoreCompleted;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.EventHandler;
import org.theorder.lifeboat.outbox.Received;
import org.theorder.lifeboat.outbox.Transaction;

@ApplicationScoped
class RestoreCompletedHandler implements EventHandler<RestoreCompleted> {
    private final Recoveries recoveries;

    RestoreCompletedHandler(Recoveries recoveries) {
        this.recoveries = recoveries;
    }

    @Override
    public Topic<RestoreCompleted> topic() {
        return Topics.RESTORE_COMPLETED;
    }

    @Override
    public void handle(Transaction tx, Received<RestoreCompleted> event) {
        recoveries.completed(tx, event.data());
    }
}
