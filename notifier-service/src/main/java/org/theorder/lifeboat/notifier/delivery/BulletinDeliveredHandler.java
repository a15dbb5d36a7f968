package org.theorder.lifeboat.notifier.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import org.theorder.lifeboat.events.BulletinDelivered;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.EventHandler;
import org.theorder.lifeboat.outbox.Received;
import org.theorder.lifeboat.outbox.Transaction;

/** Subscribers were sent a message by this region's notifier or by another one's. */
@ApplicationScoped
class BulletinDeliveredHandler implements EventHandler<BulletinDelivered> {
    private final OtherRegions regions;

    BulletinDeliveredHandler(OtherRegions regions) {
        this.regions = regions;
    }

    @Override
    public Topic<BulletinDelivered> topic() {
        return Topics.BULLETIN_DELIVERED;
    }

    @Override
    public void handle(Transaction tx, Received<BulletinDelivered> event) {
        regions.heard(tx, event.data());
    }
}
