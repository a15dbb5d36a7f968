package org.theorder.lifeboat.restore.drill;

import jakarta.enterprise.context.ApplicationScoped;
import org.theorder.lifeboat.events.BackupCompleted;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.EventHandler;
import org.theorder.lifeboat.outbox.Received;
import org.theorder.lifeboat.outbox.Transaction;

/** Who is backed up is protected again. */
@ApplicationScoped
class BackupCompletedHandler implements EventHandler<BackupCompleted> {
    @Override
    public Topic<BackupCompleted> topic() {
        return Topics.BACKUP_COMPLETED;
    }

    @Override
    public void handle(Transaction tx, Received<BackupCompleted> event) {
        RemovedClusters.backedUp(tx, event.data());
    }
}
