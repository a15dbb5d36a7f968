package org.theorder.lifeboat.notifier.recovery;

import jakarta.enterprise.context.ApplicationScoped;
import org.theorder.lifeboat.events.DrillCompleted;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.notifier.change.PageChanges;
import org.theorder.lifeboat.outbox.EventHandler;
import org.theorder.lifeboat.outbox.Received;
import org.theorder.lifeboat.outbox.Transaction;

/** A rehearsal that passed says how long a recovery takes. */
@ApplicationScoped
class RehearsalHandler implements EventHandler<DrillCompleted> {
    private final RecoveryStore store;
    private final PageChanges changes;

    RehearsalHandler(RecoveryStore store, PageChanges changes) {
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
        store.ended(
                tx,
                drill.restoreId(),
                drill.cluster(),
                drill.completedAt(),
                drill.passed() ? drill.restoreTime() : null);
        tx.afterCommit(changes::now);
    }
}
