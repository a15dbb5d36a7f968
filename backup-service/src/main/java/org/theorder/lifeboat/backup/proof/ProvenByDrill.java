package org.theorder.lifeboat.backup.proof;

import jakarta.enterprise.context.ApplicationScoped;
import org.theorder.lifeboat.events.DrillCompleted;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.EventHandler;
import org.theorder.lifeboat.outbox.Received;
import org.theorder.lifeboat.outbox.Transaction;

/** A passed drill proves its backup. */
@ApplicationScoped
class ProvenByDrill implements EventHandler<DrillCompleted> {
    private final Proofs proofs;

    ProvenByDrill(Proofs proofs) {
        this.proofs = proofs;
    }

    @Override
    public Topic<DrillCompleted> topic() {
        return Topics.DRILL_COMPLETED;
    }

    @Override
    public void handle(Transaction tx, Received<DrillCompleted> event) {
        DrillCompleted drill = event.data();
        if (drill.passed()) {
            proofs.record(
                    tx,
                    drill.restoreId(),
                    drill.cluster(),
                    drill.backupId(),
                    drill.region(),
                    true,
                    drill.checks(),
                    drill.completedAt());
        }
    }
}
