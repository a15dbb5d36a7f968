package org.theorder.lifeboat.monitor.cluster;

import jakarta.enterprise.context.ApplicationScoped;
import org.theorder.lifeboat.events.BackupCompleted;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.EventHandler;
import org.theorder.lifeboat.outbox.Received;
import org.theorder.lifeboat.outbox.Transaction;

@ApplicationScoped
class BackupCompletedHandler implements EventHandler<BackupCompleted> {
    private final BackupRule rule;
    private final Rehearsals rehearsals;

    BackupCompletedHandler(BackupRule rule, Rehearsals rehearsals) {
        this.rule = rule;
        this.rehearsals = rehearsals;
    }

    @Override
    public Topic<BackupCompleted> topic() {
        return Topics.BACKUP_COMPLETED;
    }

    @Override
    public void handle(Transaction tx, Received<BackupCompleted> event) {
        rule.completed(tx, event.data());
        rehearsals.backedUp(tx, event.data());
    }
}
