package org.theorder.lifeboat.notifier.evidence;

import jakarta.enterprise.context.ApplicationScoped;
import org.theorder.lifeboat.events.RestoreFailed;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.notifier.change.PageChanges;
import org.theorder.lifeboat.outbox.EventHandler;
import org.theorder.lifeboat.outbox.Received;
import org.theorder.lifeboat.outbox.Transaction;

/** A restore that did not pass is told beside the last one that did. Why is in the incident, not on the page. */
@ApplicationScoped
class RestoreFailedHandler implements EventHandler<RestoreFailed> {
    private final EvidenceStore store;
    private final PageChanges changes;

    RestoreFailedHandler(EvidenceStore store, PageChanges changes) {
        this.store = store;
        this.changes = changes;
    }

    @Override
    public Topic<RestoreFailed> topic() {
        return Topics.RESTORE_FAILED;
    }

    @Override
    public void handle(Transaction tx, Received<RestoreFailed> event) {
        store.restoreFailed(tx, event.data().cluster(), event.data().failedAt());
        tx.afterCommit(changes::now);
    }
}
