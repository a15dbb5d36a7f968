package org.theorder.lifeboat.notifier.incident;

import jakarta.enterprise.context.ApplicationScoped;
import org.theorder.lifeboat.events.IncidentOpened;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.EventHandler;
import org.theorder.lifeboat.outbox.Received;
import org.theorder.lifeboat.outbox.Transaction;

@ApplicationScoped
class IncidentOpenedHandler implements EventHandler<IncidentOpened> {
    private final IncidentRecorder recorder;

    IncidentOpenedHandler(IncidentRecorder recorder) {
        this.recorder = recorder;
    }

    @Override
    public Topic<IncidentOpened> topic() {
        return Topics.INCIDENT_OPENED;
    }

    @Override
    public void handle(Transaction tx, Received<IncidentOpened> event) {
        recorder.record(tx, IncidentNews.of(event.data()));
    }
}
