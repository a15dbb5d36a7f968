package org.theorder.lifeboat.notifier.recovery;

import jakarta.enterprise.context.ApplicationScoped;
import org.theorder.lifeboat.events.RestoreMode;
import org.theorder.lifeboat.events.RestoreProgressed;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.notifier.change.PageChanges;
import org.theorder.lifeboat.outbox.EventHandler;
import org.theorder.lifeboat.outbox.Received;
import org.theorder.lifeboat.outbox.Transaction;

/** A drill is nobody's recovery: only restores that are meant are shown. */
@ApplicationScoped
class RestoreProgressedHandler implements EventHandler<RestoreProgressed> {
    private final RecoveryStore store;
    private final PageChanges changes;

    RestoreProgressedHandler(RecoveryStore store, PageChanges changes) {
        this.store = store;
        this.changes = changes;
    }

    @Override
    public Topic<RestoreProgressed> topic() {
        return Topics.RESTORE_PROGRESSED;
    }

    @Override
    public void handle(Transaction tx, Received<RestoreProgressed> event) {
        RestoreProgressed progress = event.data();
        if (progress.mode() == RestoreMode.LIVE) {
            store.progressed(tx, progress);
        }
        tx.afterCommit(changes::now);
    }
}
