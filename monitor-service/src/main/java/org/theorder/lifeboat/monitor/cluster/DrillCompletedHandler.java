package org.theorder.lifeboat.monitor.cluster;

import jakarta.enterprise.context.ApplicationScoped;
import org.theorder.lifeboat.events.DrillCompleted;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.EventHandler;
import org.theorder.lifeboat.outbox.Received;
import org.theorder.lifeboat.outbox.Transaction;

@ApplicationScoped
class DrillCompletedHandler implements EventHandler<DrillCompleted> {
    private final Recoveries recoveries;

    DrillCompletedHandler(Recoveries recoveries) {
        this.recoveries = recoveries;
    }

    @Override
    public Topic<DrillCompleted> topic() {
        return Topics.DRILL_COMPLETED;
    }

    @Override
    public void handle(Transaction tx, Received<DrillCompleted> event) {
        recoveries.drilled(tx, event.data());
    }
}
