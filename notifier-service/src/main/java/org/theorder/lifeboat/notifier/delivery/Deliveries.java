package org.theorder.lifeboat.notifier.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import org.theorder.lifeboat.notifier.change.Wakeup;
import org.theorder.lifeboat.outbox.Transaction;

/** Where messages are put; they leave after the commit. */
@ApplicationScoped
public class Deliveries {
    private final Clock clock;
    private final Wakeup wakeup = new Wakeup();

    Deliveries(Clock clock) {
        this.clock = clock;
    }

    /** Owes the message to each recipient, once per cause. Whoever calls this holds a lock on the incident. */
    public void owe(Transaction tx, String channel, Collection<String> recipients, Message message) {
        recipients.forEach(recipient -> DeliveryStore.enqueue(tx, channel, recipient, message, clock.instant()));
        tx.afterCommit(wakeup::wake);
    }

    boolean await(Duration longest) throws InterruptedException {
        return wakeup.await(longest);
    }

    void wake() {
        wakeup.wake();
    }
}
