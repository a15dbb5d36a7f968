package org.theorder.lifeboat.notifier.evidence;

import jakarta.enterprise.context.ApplicationScoped;
import org.theorder.lifeboat.events.BackupVerified;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.notifier.change.PageChanges;
import org.theorder.lifeboat.outbox.EventHandler;
import org.theorder.lifeboat.outbox.Received;
import org.theorder.lifeboat.outbox.Transaction;

/** A backup that was read back and is sound is evidence that it can be restored; a damaged one, that it cannot. */
@ApplicationScoped
class BackupVerifiedHandler implements EventHandler<BackupVerified> {
    private final EvidenceStore store;
    private final PageChanges changes;

    BackupVerifiedHandler(EvidenceStore store, PageChanges changes) {
        this.store = store;
        this.changes = changes;
    }

    @Override
    public Topic<BackupVerified> topic() {
        return Topics.BACKUP_VERIFIED;
    }

    @Override
    public void handle(Transaction tx, Received<BackupVerified> event) {
        BackupVerified read = event.data();
        store.verified(tx, read.cluster(), read.region(), read.finishedAt(), read.passed());
        tx.afterCommit(changes::now);
    }
}
