package org.theorder.lifeboat.backup.proof;

import jakarta.enterprise.context.ApplicationScoped;
import org.theorder.lifeboat.events.Check;
import org.theorder.lifeboat.events.RestoreCompleted;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.EventHandler;
import org.theorder.lifeboat.outbox.Received;
import org.theorder.lifeboat.outbox.Transaction;

/** A restore whose checks all passed proves the backup that it began with. */
@ApplicationScoped
class ProvenByRestore implements EventHandler<RestoreCompleted> {
    private final Proofs proofs;

    ProvenByRestore(Proofs proofs) {
        this.proofs = proofs;
    }

    @Override
    public Topic<RestoreCompleted> topic() {
        return Topics.RESTORE_COMPLETED;
    }

    @Override
    public void handle(Transaction tx, Received<RestoreCompleted> event) {
        RestoreCompleted restored = event.data();
        if (!restored.checks().isEmpty() && restored.checks().stream().allMatch(Check::passed)) {
            proofs.record(
                    tx,
                    restored.restoreId(),
                    restored.cluster(),
                    restored.backupId(),
                    restored.region(),
                    false,
                    restored.checks(),
                    restored.completedAt());
        }
    }
}
