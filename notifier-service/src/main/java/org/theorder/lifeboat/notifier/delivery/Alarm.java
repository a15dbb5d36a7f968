package org.theorder.lifeboat.notifier.delivery;

import org.theorder.lifeboat.notifier.page.PageIdentity;
import org.theorder.lifeboat.outbox.Transaction;

/**
 * Tells somebody else that a message reached nobody, over another way where there is one. Called in the transaction that
 * records it.
 */
public interface Alarm {
    /** What messages about dead messages are about, in the place of an incident. */
    String PREFIX = "delivery-";

    /** What all of them say. */
    String CAUSE = "dead";

    /** Does nothing if this alarm would go to where the message has just failed. */
    void raise(Transaction tx, Delivery dead, String reason);

    /** The same over each way, and another in each region, whose deliveries have the same numbers. */
    static String about(PageIdentity page, Delivery dead) {
        return PREFIX + page.servedFrom() + "-" + dead.id();
    }

    /** The words. */
    static String words(Delivery dead, String reason) {
        return "The message \"" + dead.message().subject() + "\" to " + dead.recipient() + " over " + dead.channel()
                + " reached nobody after " + dead.attempts() + (dead.attempts() == 1 ? " attempt: " : " attempts: ")
                + reason
                + " Tell those people yourself.";
    }
}
