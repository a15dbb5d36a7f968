package org.theorder.lifeboat.outbox;

import org.theorder.lifeboat.events.Topic;

/**
 * Implemented as a CDI bean per topic a service reads. Runs inside the inbox transaction: state change, outbox rows and
 * the inbox mark commit together. Must be quick: create a job row, never do the work.
 *
 * <p>Events that wait are handled in one transaction; if one of them fails, each is handled again alone (ADR 0034).
 *
 * <p>A {@link org.theorder.lifeboat.events.LifeboatException} whose code is retryable, or any other exception, is tried
 * again with a growing pause, five times in all, while later events about the same subject wait; one that is not retryable
 * makes the event a dead letter at once. Several handlers of one topic run in one transaction.
 */
public interface EventHandler<E> {
    Topic<E> topic();

    void handle(Transaction tx, Received<E> event);
}
