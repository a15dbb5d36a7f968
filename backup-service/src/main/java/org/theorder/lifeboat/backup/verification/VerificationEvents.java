package org.theorder.lifeboat.backup.verification;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.BackupVerified;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Outbox;
import org.theorder.lifeboat.repository.records.Verification;

/** Tells by {@code backup-verified} what a reading back showed, after it was written down in its region. */
@ApplicationScoped
class VerificationEvents {
    private static final Logger LOG = LoggerFactory.getLogger(VerificationEvents.class);
    private static final int MOST = 20;

    private final Outbox outbox;
    private final Database database;

    VerificationEvents(Outbox outbox, Database database) {
        this.outbox = outbox;
        this.database = database;
    }

    /** @param bad all backups of the region that are known as damaged now */
    void tell(ClusterName cluster, Verification found, List<BackupId> bad) {
        BackupVerified event = event(cluster, found, bad);
        try {
            database.inTransaction(tx -> {
                outbox.publish(tx, Topics.BACKUP_VERIFIED, cluster.value(), event);
                return true;
            });
        } catch (LifeboatException e) {
            // the region has it written down, and damage is a fault in protection-reported in any case
            LOG.warn(
                    "backup-verified was not sent cluster={} backupId={} region={} reason={}",
                    cluster,
                    found.backup(),
                    found.region(),
                    e.explanation());
        }
    }

    private static BackupVerified event(ClusterName cluster, Verification found, List<BackupId> bad) {
        Verification.Sample sample = found.sample();
        return new BackupVerified(
                cluster,
                found.region(),
                found.backup(),
                found.passed(),
                sample == null ? null : new BackupVerified.Sample(sample.slot(), sample.of()),
                found.contents(),
                found.objects(),
                found.storedBytes(),
                found.files(),
                found.walSegments(),
                found.proven(),
                found.startedAt(),
                found.finishedAt(),
                found.damaged().stream()
                        .limit(MOST)
                        .map(each -> new BackupVerified.Damage(each.object(), each.code(), each.reason()))
                        .toList(),
                bad);
    }
}
