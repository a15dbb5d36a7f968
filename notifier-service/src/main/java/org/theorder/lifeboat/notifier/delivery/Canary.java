package org.theorder.lifeboat.notifier.delivery;

import org.theorder.lifeboat.outbox.Transaction;

/** A channel's daily test message: one that proves the whole way, and disturbs nobody more than it must. */
public interface Canary {
    /** What all test messages say. */
    String CAUSE = "canary";

    /**
     * Owes it, if the channel is set up.
     *
     * @param id names the day, in the place of an incident
     */
    void send(Transaction tx, String id);
}
