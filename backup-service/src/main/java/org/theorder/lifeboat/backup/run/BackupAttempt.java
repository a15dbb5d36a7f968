package org.theorder.lifeboat.backup.run;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.cluster.Clusters;
import org.theorder.lifeboat.backup.settings.RegionPolicy;
import org.theorder.lifeboat.events.BackupCompleted;
import org.theorder.lifeboat.events.BackupFailed;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Lease;
import org.theorder.lifeboat.outbox.Leases;
import org.theorder.lifeboat.outbox.Outbox;

/**
 * Carries a job out once, under its lease: looks whether an earlier attempt has in truth succeeded, runs the backup,
 * writes down how it ended together with the event that tells it.
 */
final class BackupAttempt {
    private static final Logger LOG = LoggerFactory.getLogger(BackupAttempt.class);
    private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(1);
    private static final Duration DATABASE_PAUSE = Duration.ofSeconds(1);

    private final Lease lease;
    private final UUID id;
    private final BackupJobStore store;
    private final Clusters clusters;
    private final BackupRuns runs;
    private final Outbox outbox;
    private final Database database;
    private final Leases leases;
    private final BackupConfiguration configuration;
    private final Clock clock;
    private final Object interruption = new Object();
    private volatile @Nullable BackupRun run;
    private volatile boolean hasBegun;
    private @Nullable Thread worker;

    BackupAttempt(
            Lease lease,
            UUID id,
            BackupJobStore store,
            Clusters clusters,
            BackupRuns runs,
            Outbox outbox,
            Database database,
            Leases leases,
            BackupConfiguration configuration,
            Clock clock) {
        this.lease = lease;
        this.id = id;
        this.store = store;
        this.clusters = clusters;
        this.runs = runs;
        this.outbox = outbox;
        this.database = database;
        this.leases = leases;
        this.configuration = configuration;
        this.clock = clock;
    }

    /** Empty before the server sends. */
    Optional<Progress> progress() {
        return Optional.ofNullable(run).map(BackupRun::progress);
    }

    void carryOut() {
        BackupJob job = store.find(id).filter(found -> !found.state().isOver()).orElse(null);
        if (job == null) {
            return;
        }
        try {
            Cluster cluster = clusters.getAsOfNow(job.cluster());
            Optional<BackupCompleted> already = runs.find(cluster, job);
            if (already.isPresent()) {
                LOG.info(
                        "an earlier attempt had succeeded cluster={} backupId={}",
                        job.cluster(),
                        already.get().backupId());
                succeeded(cluster, counted(cluster, already.get()));
            } else if (job.cancelledBy() != null) {
                cancelled(job);
            } else if (job.attempt() >= configuration.attempts()) {
                failed(job, exhausted(job));
            } else {
                succeeded(cluster, counted(cluster, take(cluster, job.kind())));
            }
        } catch (LifeboatException e) {
            notTaken(job, e);
        } catch (OutOfMemoryError e) {
            LOG.error("there is too little memory for a backup cluster={}", job.cluster(), e);
            notTaken(
                    job,
                    new LifeboatException(
                            ErrorCode.BUSY,
                            "this replica has too little memory for the backup of " + job.cluster() + " ("
                                    + e.getMessage() + "): raise -Xmx, or start another replica",
                            e));
        } catch (RuntimeException e) {
            LOG.error("a defect ends a backup cluster={}", job.cluster(), e);
            notTaken(
                    job,
                    new LifeboatException(
                            ErrorCode.INTERNAL,
                            "the backup of " + job.cluster() + " met a defect of Lifeboat; its log has the details",
                            e));
        }
    }

    /**
     * From any thread: the backup ends soon, unless it is being committed.
     *
     * @return false if it is too late
     */
    boolean cancel() {
        synchronized (interruption) {
            BackupRun known = run;
            Thread thread = worker;
            if (known == null || thread == null || !known.cancel()) {
                return false;
            }
            thread.interrupt();
            return true;
        }
    }

    private BackupCompleted take(Cluster cluster, BackupKind kind) {
        BackupRun fresh = runs.of(cluster, () -> leases.assure(lease, configuration.lease()));
        Thread reporter =
                Thread.ofVirtual().name("backup-progress-" + cluster.name()).unstarted(() -> report(fresh));
        AtomicBoolean counted = new AtomicBoolean();
        synchronized (interruption) {
            worker = Thread.currentThread();
            run = fresh;
        }
        reporter.start();
        try {
            return fresh.take(kind, beginning -> {
                store.begin(lease, id, beginning, !counted.getAndSet(true));
                hasBegun = true;
                LOG.info("backup begins cluster={} backupId={}", cluster.name(), beginning.backup());
            });
        } finally {
            synchronized (interruption) {
                worker = null;
            }
            reporter.interrupt();
            fresh.close();
        }
    }

    private void report(BackupRun fresh) {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Thread.sleep(PROGRESS_INTERVAL);
                store.progress(lease, id, fresh.progress());
                if (store.cancelledBy(id).isPresent()) {
                    var _ = cancel();
                }
            } catch (InterruptedException e) {
                return;
            } catch (LifeboatException e) {
                LOG.debug("progress was not written down backupJob={} reason={}", id, e.explanation());
            }
        }
    }

    /** A backup that is not yet where the policy wants it exists and is listed, but does not count. */
    private BackupCompleted counted(Cluster cluster, BackupCompleted completed) {
        RegionPolicy policy = cluster.settings().durability().backupCountsIn();
        if (policy.satisfiedBy(completed.regions(), cluster.regions())) {
            return completed;
        }
        runs.changed(cluster);
        throw new LifeboatException(
                ErrorCode.REGION_BEHIND,
                "backup " + completed.backupId() + " is complete in " + completed.regions()
                        + " only, and counts when it is in "
                        + policy.wireForm() + " (durability.backupCountsIn): it is copied there by itself, and"
                        + " backup-completed is sent then");
    }

    private void succeeded(Cluster cluster, BackupCompleted completed) {
        runs.changed(cluster);
        write(() -> database.inTransaction(tx -> {
            store.completed(tx, lease, id, completed);
            outbox.publish(tx, Topics.BACKUP_COMPLETED, completed.cluster().value(), completed);
            return true;
        }));
        runs.ended(completed.cluster(), completed.kind(), "completed");
        LOG.info(
                "backup is complete cluster={} backupId={} regions={} missingRegions={} bytes={} storedBytes={}",
                completed.cluster(),
                completed.backupId(),
                completed.regions(),
                completed.missingRegions(),
                completed.sizeBytes(),
                completed.storedBytes());
    }

    private void notTaken(BackupJob job, LifeboatException reason) {
        BackupRun last = run;
        if (reason.code() == ErrorCode.CANCELLED || (last != null && last.isCancelled())) {
            // the interrupt has done its work
            var _ = Thread.interrupted();
            cancelled(job);
            return;
        }
        if (Thread.currentThread().isInterrupted() || reason.code() == ErrorCode.LEASE_LOST) {
            LOG.info("backup was broken off and begins again later cluster={}", job.cluster());
            return;
        }
        int begun = job.attempt() + 1;
        if (!hasBegun) {
            write(() -> store.countAttempt(lease, id));
        }
        if (!mayPass(reason.code()) || begun >= configuration.attempts()) {
            failed(job, reason);
            return;
        }
        Duration pause = configuration.retryPause().multipliedBy(1L << Math.min(begun - 1, 10));
        LOG.warn(
                "backup attempt failed, tried again cluster={} attempt={} pause={} reason={}",
                job.cluster(),
                begun,
                pause,
                reason.explanation());
        write(() -> store.postpone(lease, id, reason, pause));
    }

    /** Another server under the same address does not go away by itself. */
    private static boolean mayPass(ErrorCode code) {
        return code.retryable() && code != ErrorCode.SERVER_CHANGED;
    }

    private void cancelled(BackupJob job) {
        BackupJob now = store.find(id).orElse(job);
        LOG.info("backup was cancelled cluster={} by={}", job.cluster(), now.cancelledBy());
        end(now, new LifeboatException(ErrorCode.CANCELLED, BackupJobStore.cancelled(now.cancelledBy())));
    }

    private void failed(BackupJob job, LifeboatException reason) {
        LOG.error("backup failed cluster={} code={} reason={}", job.cluster(), reason.code(), reason.explanation());
        end(job, reason);
    }

    private void end(BackupJob job, LifeboatException reason) {
        BackupJob now = store.find(id).orElse(job);
        BackupFailed event = BackupFailures.event(now, reason.code(), reason.explanation(), clock);
        write(() -> database.doInTransaction(tx -> {
            if (store.failed(tx, lease, id, reason)) {
                outbox.publish(tx, Topics.BACKUP_FAILED, now.cluster().value(), event);
            }
        }));
        runs.ended(now.cluster(), now.kind(), reason.code() == ErrorCode.CANCELLED ? "cancelled" : "failed");
    }

    private static LifeboatException exhausted(BackupJob job) {
        String last = job.message();
        return new LifeboatException(
                ErrorCode.TIMED_OUT,
                "the backup of " + job.cluster() + " was begun " + job.attempt() + " times and never came to an end"
                        + (last == null ? "; the service was stopped each time" : ". The last time: " + last));
    }

    /** The outcome must not be lost because our own database is away for a moment. */
    private void write(Runnable transaction) {
        while (true) {
            try {
                transaction.run();
                return;
            } catch (LifeboatException e) {
                boolean mayPass = e.code().kind() == ErrorCode.Kind.TRANSIENT || e.code() == ErrorCode.BUSY;
                boolean unknown = e.code() == ErrorCode.RESULT_UNKNOWN;
                if ((!mayPass && !unknown) || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                LOG.warn("the outcome of a backup could not be written down yet reason={}", e.explanation());
                pause();
                if (unknown && isOver()) {
                    return;
                }
            }
        }
    }

    private boolean isOver() {
        return store.find(id).map(job -> job.state().isOver()).orElse(true);
    }

    private static void pause() {
        try {
            Thread.sleep(DATABASE_PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
