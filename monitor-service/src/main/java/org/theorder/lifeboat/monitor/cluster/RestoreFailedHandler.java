package org.theorder.lifeboat.monitor.cluster;

import jakarta.enterprise.context.ApplicationScoped;
import org.theorder.lifeboat.events.RestoreFailed;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.EventHandler;
import org.theorder.lifeboat.outbox.Received;
import org.theorder.lifeboat.outbox.Transaction;

@ApplicationScoped
class RestoreFailedHandler implements EventHandler<RestoreFailed> {
    private final Recoveries recoveries;

    RestoreFailedHandler(Recoveries recoveries) {
        this.recoveries = recoveries;
    }

    @Override
    public Topic<RestoreFailed> topic() {
        return Topics.RESTORE_FAILED;
    }

    @Override
    public void handle(Transaction tx, Received<RestoreFailed> event) {
        recoveries.failed(tx, event.data());
    }
}
