package org.theorder.lifeboat.monitor.cluster;

import jakarta.enterprise.context.ApplicationScoped;
import org.theorder.lifeboat.events.ProtectionReported;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.monitor.latest.LatestStore;
import org.theorder.lifeboat.outbox.EventHandler;
import org.theorder.lifeboat.outbox.Received;
import org.theorder.lifeboat.outbox.Transaction;

/** Keeps the newest protection report of each cluster; {@link RegionLagProbe} judges it. */
@ApplicationScoped
class ProtectionHandler implements EventHandler<ProtectionReported> {
    private final LatestStore latest;

    ProtectionHandler(LatestStore latest) {
        this.latest = latest;
    }

    @Override
    public Topic<ProtectionReported> topic() {
        return Topics.PROTECTION_REPORTED;
    }

    @Override
    public void handle(Transaction tx, Received<ProtectionReported> event) {
        ProtectionReported report = event.data();
        latest.hear(tx, topic(), report.cluster().value(), report.at(), report);
    }
}
