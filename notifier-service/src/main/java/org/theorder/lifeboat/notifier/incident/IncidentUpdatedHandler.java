package org.theorder.lifeboat.notifier.incident;

import jakarta.enterprise.context.ApplicationScoped;
import org.theorder.lifeboat.events.IncidentUpdated;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.EventHandler;
import org.theorder.lifeboat.outbox.Received;
import org.theorder.lifeboat.outbox.Transaction;

@ApplicationScoped
class IncidentUpdatedHandler implements EventHandler<IncidentUpdated> {
    private final IncidentRecorder recorder;

    IncidentUpdatedHandler(IncidentRecorder recorder) {
        this.recorder = recorder;
    }

    @Override
    public Topic<IncidentUpdated> topic() {
        return Topics.INCIDENT_UPDATED;
    }

    @Override
    public void handle(Transaction tx, Received<IncidentUpdated> event) {
        recorder.record(tx, IncidentNews.of(event.data()));
    }
}
