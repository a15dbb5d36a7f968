package org.theorder.lifeboat.notifier.evidence;

import jakarta.enterprise.context.ApplicationScoped;
import org.theorder.lifeboat.events.DrillCompleted;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.notifier.change.PageChanges;
import org.theorder.lifeboat.outbox.EventHandler;
import org.theorder.lifeboat.outbox.Received;
import org.theorder.lifeboat.outbox.Transaction;

/** A rehearsal proves the backups, or shows that they cannot be relied on. */
@ApplicationScoped
class DrillCompletedHandler implements EventHandler<DrillCompleted> {
    private final EvidenceStore store;
    private final PageChanges changes;

    DrillCompletedHandler(EvidenceStore store, PageChanges changes) {
        this.store = store;
        this.changes = changes;
    }

    @Override
    public Topic<DrillCompleted> topic() {
        return Topics.DRILL_COMPLETED;
    }

    @Override
    public void handle(Transaction tx, Received<DrillCompleted> event) {
        DrillCompleted drill = event.data();
        if (drill.passed()) {
            store.proven(tx, drill.cluster(), drill.completedAt(), drill.restoreTime());
        } else {
            store.restoreFailed(tx, drill.cluster(), drill.completedAt());
        }
        tx.afterCommit(changes::now);
    }
}
