package org.theorder.lifeboat.notifier.incident;

import org.theorder.lifeboat.outbox.Transaction;

/** Those who are told about incidents. Called in the transaction that records the change, so that both happen or neither. */
public interface Audience {
    /**
     * Puts a message to everybody concerned; its content is that of this moment.
     *
     * @param subject the subject line that all messages about this incident share
     */
    void tell(Transaction tx, RecordedIncident incident, Telling telling, String subject);
}
