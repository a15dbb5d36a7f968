package org.theorder.lifeboat.notifier.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.theorder.lifeboat.events.BulletinDelivered;
import org.theorder.lifeboat.events.MessageDelivered;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.notifier.promotion.Regions;
import org.theorder.lifeboat.outbox.Outbox;
import org.theorder.lifeboat.outbox.Transaction;

/**
 * What the notifiers of several regions tell each other. Each records what is owed, one sends it, and the others note what
 * was accepted: so whoever takes over sends what nobody has sent.
 */
@ApplicationScoped
class OtherRegions {
    /** Ten times as long as anything can still be owed, also in a region that was away. */
    private static final Duration KEPT = Duration.ofDays(30);

    private final Regions regions;
    private final Outbox outbox;
    private final Reports reports;
    private final Clock clock;

    OtherRegions(Regions regions, Outbox outbox, Reports reports, Clock clock) {
        this.regions = regions;
        this.outbox = outbox;
        this.reports = reports;
        this.clock = clock;
    }

    boolean exist() {
        return !regions.peers().isEmpty();
    }

    /** That this region's notifier got rid of a message. */
    void tell(Transaction tx, Delivery delivery, String reply, Instant at) {
        Message message = delivery.message();
        if (exist() && !message.isOfThisRegion()) {
            outbox.publish(
                    tx,
                    Topics.MESSAGE_DELIVERED,
                    message.incident(),
                    new MessageDelivered(
                            regions.own(),
                            message.incident(),
                            delivery.channel(),
                            delivery.recipient(),
                            message.cause(),
                            reply,
                            at));
        }
    }

    /** That a message to a subscriber was accepted, or refused for good; nobody else knows subscribers with a number. */
    void tellEnd(Transaction tx, Delivery delivery) {
        if (exist() && delivery.isToSharedSubscriber()) {
            reports.add(tx, delivery);
        }
    }

    /** That another region's notifier got rid of a message. */
    void heard(Transaction tx, MessageDelivered event) {
        if (!event.region().equals(regions.own())) {
            DeliveredElsewhere.add(tx, event);
            DeliveredElsewhere.forget(tx, clock.instant().minus(KEPT));
        }
    }

    /** That another region's notifier got rid of messages to subscribers. */
    void heard(Transaction tx, BulletinDelivered event) {
        if (!event.region().equals(regions.own())) {
            DeliveredElsewhere.add(tx, event);
            DeliveredElsewhere.forget(tx, clock.instant().minus(KEPT));
        }
    }
}
