package org.theorder.lifeboat.notifier.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import org.theorder.lifeboat.events.MessageDelivered;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.EventHandler;
import org.theorder.lifeboat.outbox.Received;
import org.theorder.lifeboat.outbox.Transaction;

/** A message was accepted, by this region's notifier or by another one's. */
@ApplicationScoped
class MessageDeliveredHandler implements EventHandler<MessageDelivered> {
    private final OtherRegions regions;

    MessageDeliveredHandler(OtherRegions regions) {
        this.regions = regions;
    }

    @Override
    public Topic<MessageDelivered> topic() {
        return Topics.MESSAGE_DELIVERED;
    }

    @Override
    public void handle(Transaction tx, Received<MessageDelivered> event) {
        regions.heard(tx, event.data());
    }
}
