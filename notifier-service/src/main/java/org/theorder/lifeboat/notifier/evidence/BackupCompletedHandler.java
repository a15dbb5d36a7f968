package org.theorder.lifeboat.notifier.evidence;

import jakarta.enterprise.context.ApplicationScoped;
import org.theorder.lifeboat.events.BackupCompleted;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.notifier.change.PageChanges;
import org.theorder.lifeboat.outbox.EventHandler;
import org.theorder.lifeboat.outbox.Received;
import org.theorder.lifeboat.outbox.Transaction;

/** A new backup is evidence in every region where it is complete, and in no other. */
@ApplicationScoped
class BackupCompletedHandler implements EventHandler<BackupCompleted> {
    private final EvidenceStore store;
    private final PageChanges changes;

    BackupCompletedHandler(EvidenceStore store, PageChanges changes) {
        this.store = store;
        this.changes = changes;
    }

    @Override
    public Topic<BackupCompleted> topic() {
        return Topics.BACKUP_COMPLETED;
    }

    @Override
    public void handle(Transaction tx, Received<BackupCompleted> event) {
        BackupCompleted backup = event.data();
        for (RegionName region : backup.regions()) {
            store.backedUp(tx, backup.cluster(), region, backup.backupId(), backup.completedAt(), backup.sizeBytes());
        }
        tx.afterCommit(changes::now);
    }
}
