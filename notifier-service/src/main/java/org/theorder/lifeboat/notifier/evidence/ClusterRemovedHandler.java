package org.theorder.lifeboat.notifier.evidence;

import jakarta.enterprise.context.ApplicationScoped;
import org.theorder.lifeboat.events.ClusterRemoved;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.notifier.change.PageChanges;
import org.theorder.lifeboat.outbox.EventHandler;
import org.theorder.lifeboat.outbox.Received;
import org.theorder.lifeboat.outbox.Transaction;

/** A cluster that nobody protects any more: its protection is not known, however good the last report was. */
@ApplicationScoped
class ClusterRemovedHandler implements EventHandler<ClusterRemoved> {
    private final EvidenceStore store;
    private final PageChanges changes;

    ClusterRemovedHandler(EvidenceStore store, PageChanges changes) {
        this.store = store;
        this.changes = changes;
    }

    @Override
    public Topic<ClusterRemoved> topic() {
        return Topics.CLUSTER_REMOVED;
    }

    @Override
    public void handle(Transaction tx, Received<ClusterRemoved> event) {
        store.unprotected(tx, event.data().cluster());
        tx.afterCommit(changes::soon);
    }
}
