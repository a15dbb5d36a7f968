package org.theorder.lifeboat.notifier.recovery;

import jakarta.enterprise.context.ApplicationScoped;
import org.theorder.lifeboat.events.RestoreCompleted;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.notifier.change.PageChanges;
import org.theorder.lifeboat.outbox.EventHandler;
import org.theorder.lifeboat.outbox.Received;
import org.theorder.lifeboat.outbox.Transaction;

/** A recovery has ended, and says how long the next one will take. */
@ApplicationScoped
class RecoveryCompletedHandler implements EventHandler<RestoreCompleted> {
    private final RecoveryStore store;
    private final PageChanges changes;

    RecoveryCompletedHandler(RecoveryStore store, PageChanges changes) {
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
        store.ended(tx, restore.restoreId(), restore.cluster(), restore.completedAt(), restore.restoreTime());
        tx.afterCommit(changes::now);
    }
}
