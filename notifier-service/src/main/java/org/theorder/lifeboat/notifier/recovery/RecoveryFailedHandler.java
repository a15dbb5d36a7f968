package org.theorder.lifeboat.notifier.recovery;

import jakarta.enterprise.context.ApplicationScoped;
import org.theorder.lifeboat.events.RestoreFailed;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.notifier.change.PageChanges;
import org.theorder.lifeboat.outbox.EventHandler;
import org.theorder.lifeboat.outbox.Received;
import org.theorder.lifeboat.outbox.Transaction;

/** A recovery has ended without success; its time is no guide. */
@ApplicationScoped
class RecoveryFailedHandler implements EventHandler<RestoreFailed> {
    private final RecoveryStore store;
    private final PageChanges changes;

    RecoveryFailedHandler(RecoveryStore store, PageChanges changes) {
        this.store = store;
        this.changes = changes;
    }

    @Override
    public Topic<RestoreFailed> topic() {
        return Topics.RESTORE_FAILED;
    }

    @Override
    public void handle(Transaction tx, Received<RestoreFailed> event) {
        RestoreFailed restore = event.data();
        store.ended(tx, restore.restoreId(), restore.cluster(), restore.failedAt(), null);
        tx.afterCommit(changes::now);
    }
}
