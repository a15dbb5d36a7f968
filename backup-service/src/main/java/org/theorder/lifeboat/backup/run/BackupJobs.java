package org.theorder.lifeboat.backup.run;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.cluster.Clusters;
import org.theorder.lifeboat.backup.wal.BackupAfterGap;
import org.theorder.lifeboat.backup.wal.WalGap;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Outbox;
import org.theorder.lifeboat.outbox.Transaction;

/** Asking for a backup, whoever asks: checked, written down, done later. */
@ApplicationScoped
class BackupJobs implements BackupAfterGap {
    private static final int LONGEST_NAME = 200;

    /** Between a backup that failed to close a gap and the next one; each is several attempts. */
    private static final Duration AFTER_FAILURE = Duration.ofMinutes(10);

    private final Clusters clusters;
    private final BackupJobStore store;
    private final BackupWorker worker;
    private final Database database;
    private final Outbox outbox;
    private final Clock clock;

    BackupJobs(
            Clusters clusters,
            BackupJobStore store,
            BackupWorker worker,
            Database database,
            Outbox outbox,
            Clock clock) {
        this.clusters = clusters;
        this.store = store;
        this.worker = worker;
        this.database = database;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * @param key the same key is the same backup
     * @throws LifeboatException NOT_FOUND for a cluster that nobody declared
     */
    UUID request(Transaction tx, String key, ClusterName cluster, BackupKind kind, String requestedBy) {
        var _ = clusters.getAsOfNow(cluster);
        UUID id = UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8));
        store.request(tx, id, cluster, kind, shortened(requestedBy));
        tx.afterCommit(worker::wake);
        return id;
    }

    UUID request(String key, ClusterName cluster, BackupKind kind, String requestedBy) {
        return database.inTransaction(tx -> request(tx, key, cluster, kind, requestedBy));
    }

    /**
     * Ends a backup that waits or runs. One that waits is over at once, one that runs within a second or two, unless it is
     * being committed already.
     *
     * @throws LifeboatException NOT_FOUND if nobody asked for it
     */
    BackupJob cancel(UUID id, String by) {
        Optional<BackupJob> cancelled = database.inTransaction(tx -> {
            Optional<BackupJob> job = store.cancel(tx, id, shortened(by));
            job.filter(each -> each.state() == BackupJob.State.CANCELLED)
                    .ifPresent(each -> outbox.publish(
                            tx,
                            Topics.BACKUP_FAILED,
                            each.cluster().value(),
                            BackupFailures.event(each, ErrorCode.CANCELLED, BackupJobStore.cancelled(by), clock)));
            return job;
        });
        cancelled.ifPresent(job -> worker.cancel(id));
        return store.find(id)
                .orElseThrow(() -> new LifeboatException(
                        ErrorCode.NOT_FOUND, "no backup was asked for with id " + id + "; GET /backups lists them"));
    }

    private static String shortened(String name) {
        String shown = name.replaceAll("\\p{Cntrl}", "?");
        return shown.substring(0, Math.min(shown.length(), LONGEST_NAME));
    }

    @Override
    public void request(Cluster cluster, WalGap gap) {
        String requestedBy =
                "backup-service: WAL gap at " + gap.from() + " up to " + gap.to() + " on timeline " + gap.timeline();
        BackupJob newest = store.newestAskedBy(cluster.name(), requestedBy).orElse(null);
        if (newest == null) {
            request("gap:" + cluster.name() + ":" + requestedBy, cluster.name(), BackupKind.FULL, requestedBy);
        } else if (hasFailedLongAgo(newest)) {
            // several replicas that see the same failure ask for the same backup
            request("gap:after:" + newest.id(), cluster.name(), BackupKind.FULL, requestedBy);
        }
    }

    private boolean hasFailedLongAgo(BackupJob job) {
        Instant finished = job.finishedAt();
        return job.state() == BackupJob.State.FAILED
                && finished != null
                && !clock.instant().isBefore(finished.plus(AFTER_FAILURE));
    }
}
