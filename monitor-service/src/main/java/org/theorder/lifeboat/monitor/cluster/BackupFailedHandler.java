package org.theorder.lifeboat.monitor.cluster;

import jakarta.enterprise.context.ApplicationScoped;
import org.theorder.lifeboat.events.BackupFailed;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.EventHandler;
import org.theorder.lifeboat.outbox.Received;
import org.theorder.lifeboat.outbox.Transaction;

@ApplicationScoped
class BackupFailedHandler implements EventHandler<BackupFailed> {
    private final BackupRule rule;

    BackupFailedHandler(BackupRule rule) {
        this.rule = rule;
    }

    @Override
    public Topic<BackupFailed> topic() {
        return Topics.BACKUP_FAILED;
    }

    @Override
    public void handle(Transaction tx, Received<BackupFailed> event) {
        rule.failed(tx, event.data());
    }
}
