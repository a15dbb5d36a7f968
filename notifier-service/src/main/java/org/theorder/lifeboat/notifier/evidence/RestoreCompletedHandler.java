package org.theorder.lifeboat.notifier.evidence;

import jakarta.enterprise.context.ApplicationScoped;
import org.theorder.lifeboat.events.RestoreCompleted;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.notifier.change.PageChanges;
import org.theorder.lifeboat.outbox.EventHandler;
import org.theorder.lifeboat.outbox.Received;
import org.theorder.lifeboat.outbox.Transaction;

/** A restore that passed its checks proves the backups, whether it was meant or rehearsed. */
@ApplicationScoped
class RestoreCompletedHandler implements EventHandler<RestoreCompleted> {
    private final EvidenceStore store;
    private final PageChanges changes;

    RestoreCompletedHandler(EvidenceStore store, PageChanges changes) {
        this.store = store;
        this.changes = changes;
    }

    @Override
    public Topic<RestoreCompleted> topic() {
        return Topics.RESTORE_COMPLETED;
    }

    @Override
    public void handle(Transaction tx, Received<RestoreCompleted> event) {
        RestoreCompleted restore = event.data();
        store.proven(tx, restore.cluster(), restore.completedAt(), restore.restoreTime());
        tx.afterCommit(changes::now);
    }
}
