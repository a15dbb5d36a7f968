package org.theorder.lifeboat.notifier.subscriber;

import jakarta.enterprise.context.ApplicationScoped;
import org.theorder.lifeboat.events.SubscriberChanged;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.EventHandler;
import org.theorder.lifeboat.outbox.Received;
import org.theorder.lifeboat.outbox.Transaction;

/** Subscribers of another region, in any order and however often. */
@ApplicationScoped
class SubscriberChangedHandler implements EventHandler<SubscriberChanged> {
    private final Sharing sharing;

    SubscriberChangedHandler(Sharing sharing) {
        this.sharing = sharing;
    }

    @Override
    public Topic<SubscriberChanged> topic() {
        return Topics.SUBSCRIBER_CHANGED;
    }

    @Override
    public void handle(Transaction tx, Received<SubscriberChanged> event) {
        sharing.take(tx, event.data());
    }
}
