package org.theorder.lifeboat.notifier.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import org.theorder.lifeboat.notifier.change.Wakeup;
import org.theorder.lifeboat.outbox.Transaction;

/** Where messages are put; they leave after the commit. */
@ApplicationScoped
public class Deliveries {
    private final OtherRegions regions;
    private final Clock clock;
    private final Wakeup wakeup = new Wakeup();

    Deliveries(OtherRegions regions, Clock clock) {
        this.regions = regions;
        this.clock = clock;
    }

    /** Owes the message to each recipient, once per cause. Whoever calls this holds a lock on the incident. */
    public void owe(Transaction tx, String channel, Collection<String> recipients, Message message) {
        recipients.forEach(recipient -> DeliveryStore.enqueue(tx, channel, recipient, message, clock.instant()));
        lookElsewhere(tx, message.incident());
        wakeAfter(tx);
    }

    /** As the other, for messages about the incident that the caller puts itself; locks it. */
    public void owe(Transaction tx, String incident, Runnable putting) {
        DeliveryStore.lock(tx, incident);
        putting.run();
        lookElsewhere(tx, incident);
        wakeAfter(tx);
    }

    /** Tells the sender, once this transaction is committed, that something was put. */
    public void wakeAfter(Transaction tx) {
        tx.afterCommit(wakeup::wake);
    }

    /** Owes the message to one recipient who is not to be disturbed before this time. */
    public void hold(Transaction tx, String channel, String recipient, Message message, Instant until) {
        DeliveryStore.hold(tx, channel, recipient, message, clock.instant(), until);
        lookElsewhere(tx, message.incident());
    }

    private void lookElsewhere(Transaction tx, String incident) {
        if (regions.exist()) {
            DeliveredElsewhere.note(tx, incident);
        }
    }

    boolean await(Duration longest) throws InterruptedException {
        return wakeup.await(longest);
    }

    void wake() {
        wakeup.wake();
    }
}
