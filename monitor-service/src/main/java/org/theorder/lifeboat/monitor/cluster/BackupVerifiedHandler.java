package org.theorder.lifeboat.monitor.cluster;

import jakarta.enterprise.context.ApplicationScoped;
import org.theorder.lifeboat.events.BackupVerified;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.EventHandler;
import org.theorder.lifeboat.outbox.Received;
import org.theorder.lifeboat.outbox.Transaction;

@ApplicationScoped
class BackupVerifiedHandler implements EventHandler<BackupVerified> {
    private final VerificationRule rule;

    BackupVerifiedHandler(VerificationRule rule) {
        this.rule = rule;
    }

    @Override
    public Topic<BackupVerified> topic() {
        return Topics.BACKUP_VERIFIED;
    }

    @Override
    public void handle(Transaction tx, Received<BackupVerified> event) {
        rule.verified(tx, event.data());
    }
}
