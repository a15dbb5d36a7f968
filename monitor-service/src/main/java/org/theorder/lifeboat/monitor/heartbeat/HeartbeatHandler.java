package org.theorder.lifeboat.monitor.heartbeat;

import jakarta.enterprise.context.ApplicationScoped;
import org.theorder.lifeboat.events.Heartbeat;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.monitor.latest.LatestStore;
import org.theorder.lifeboat.outbox.EventHandler;
import org.theorder.lifeboat.outbox.Received;
import org.theorder.lifeboat.outbox.Transaction;

/**
 * Keeps the newest heartbeat of each service, whichever replica it came from, and what each machine says; {@link SilenceProbe}
 * and {@link ClockProbe} judge it.
 */
@ApplicationScoped
class HeartbeatHandler implements EventHandler<Heartbeat> {
    private final LatestStore latest;
    private final HeartbeatStore heartbeats;

    HeartbeatHandler(LatestStore latest, HeartbeatStore heartbeats) {
        this.latest = latest;
        this.heartbeats = heartbeats;
    }

    @Override
    public Topic<Heartbeat> topic() {
        return Topics.HEARTBEAT;
    }

    @Override
    public void handle(Transaction tx, Received<Heartbeat> event) {
        Heartbeat heartbeat = event.data();
        latest.hear(tx, topic(), heartbeat.service(), heartbeat.at(), heartbeat);
        heartbeats.heard(tx, heartbeat);
    }
}
