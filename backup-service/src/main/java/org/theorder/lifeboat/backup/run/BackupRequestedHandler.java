package org.theorder.lifeboat.backup.run;

import jakarta.enterprise.context.ApplicationScoped;
import org.theorder.lifeboat.events.BackupRequested;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.EventHandler;
import org.theorder.lifeboat.outbox.Received;
import org.theorder.lifeboat.outbox.Transaction;

/** {@code backup-requested} becomes a job; the CloudEvents id makes sure that it becomes one job. */
@ApplicationScoped
class BackupRequestedHandler implements EventHandler<BackupRequested> {
    private final BackupJobs jobs;

    BackupRequestedHandler(BackupJobs jobs) {
        this.jobs = jobs;
    }

    @Override
    public Topic<BackupRequested> topic() {
        return Topics.BACKUP_REQUESTED;
    }

    @Override
    public void handle(Transaction tx, Received<BackupRequested> event) {
        BackupRequested asked = event.data();
        jobs.request(
                tx,
                "event:" + event.source() + ":" + event.eventId(),
                asked.cluster(),
                asked.kind(),
                asked.requestedBy());
    }
}
