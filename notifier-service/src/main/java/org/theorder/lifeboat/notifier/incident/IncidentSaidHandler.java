package org.theorder.lifeboat.notifier.incident;

import jakarta.enterprise.context.ApplicationScoped;
import org.theorder.lifeboat.events.IncidentSaid;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.EventHandler;
import org.theorder.lifeboat.outbox.Received;
import org.theorder.lifeboat.outbox.Transaction;

/** Words of operators of another region; the own ones come back and change nothing. */
@ApplicationScoped
class IncidentSaidHandler implements EventHandler<IncidentSaid> {
    private final IncidentRecorder recorder;

    IncidentSaidHandler(IncidentRecorder recorder) {
        this.recorder = recorder;
    }

    @Override
    public Topic<IncidentSaid> topic() {
        return Topics.INCIDENT_SAID;
    }

    @Override
    public void handle(Transaction tx, Received<IncidentSaid> event) {
        recorder.said(tx, event.data(), null);
    }
}
