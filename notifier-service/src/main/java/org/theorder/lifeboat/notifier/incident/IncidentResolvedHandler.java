package org.theorder.lifeboat.notifier.incident;

import jakarta.enterprise.context.ApplicationScoped;
import org.theorder.lifeboat.events.IncidentResolved;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.EventHandler;
import org.theorder.lifeboat.outbox.Received;
import org.theorder.lifeboat.outbox.Transaction;

@ApplicationScoped
class IncidentResolvedHandler implements EventHandler<IncidentResolved> {
    private final IncidentRecorder recorder;

    IncidentResolvedHandler(IncidentRecorder recorder) {
        this.recorder = recorder;
    }

    @Override
    public Topic<IncidentResolved> topic() {
        return Topics.INCIDENT_RESOLVED;
    }

    @Override
    public void handle(Transaction tx, Received<IncidentResolved> event) {
        recorder.record(tx, IncidentNews.of(event.data()));
    }
}
