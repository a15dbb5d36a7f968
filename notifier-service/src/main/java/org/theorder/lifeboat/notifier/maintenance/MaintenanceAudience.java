package org.theorder.lifeboat.notifier.maintenance;

import org.theorder.lifeboat.notifier.incident.Telling;
import org.theorder.lifeboat.outbox.Transaction;

/** Those who are told about maintenances. Called in the transaction that records the change, so that both happen or neither. */
public interface MaintenanceAudience {
    /**
     * Puts a message to everybody concerned; its content is that of this moment.
     *
     * @param telling opened when it is announced, resolved when it is over, or {@link Maintenance#CANCELLED}
     */
    void tell(Transaction tx, Maintenance maintenance, Telling telling);
}
