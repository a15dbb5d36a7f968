package org.theorder.lifeboat.backup.run;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.theorder.lifeboat.events.BackupRequested;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.EventHandler;
import org.theorder.lifeboat.outbox.Outbox;
import org.theorder.lifeboat.outbox.Received;
import org.theorder.lifeboat.outbox.Transaction;

/** {@code backup-requested} becomes a job; the CloudEvents id makes sure that it becomes one job. For a cluster that nobody declared it becomes
 * {@code backup-failed}. */
@ApplicationScoped
class BackupRequestedHandler implements EventHandler<BackupRequested> {
    private final BackupJobs jobs;
    private final Outbox outbox;
    private final Clock clock;

    BackupRequestedHandler(BackupJobs jobs, Outbox outbox, Clock clock) {
        this.jobs = jobs;
        this.outbox = outbox;
        this.clock = clock;
    }

    @Override
    public Topic<BackupRequested> topic() {
        return Topics.BACKUP_REQUESTED;
    }

    @Override
    public void handle(Transaction tx, Received<BackupRequested> event) {
        BackupRequested asked = event.data();
        try {
            jobs.request(
                    tx,
                    "event:" + event.source() + ":" + event.eventId(),
                    asked.cluster(),
                    asked.kind(),
                    asked.requestedBy());
        } catch (LifeboatException e) {
            if (e.code() != ErrorCode.NOT_FOUND) {
                throw e;
            }
            // whoever waits for the backup hears of it where he listens, not in our dead letters
            outbox.publish(
                    tx,
                    Topics.BACKUP_FAILED,
                    asked.cluster().value(),
                    BackupFailures.ofNobodysCluster(asked, clock.instant()));
        }
    }
}
