package org.theorder.lifeboat.backup.schedule;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.backup.cluster.ClusterWithdrawn;
import org.theorder.lifeboat.backup.cluster.Clusters;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Heartbeats;
import org.theorder.lifeboat.outbox.Lease;
import org.theorder.lifeboat.outbox.Leases;

/**
 * Asks for backups when they are due, on one replica at a time. A decision is written together with the request for the
 * backup, under the leader's lease and a key that only one decision about a moment fits: whatever is killed when, a due
 * run happens once.
 */
@ApplicationScoped
public class Scheduler {
    private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);
    private static final String LEASE = "schedule";
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final long LOAD_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long TIDY_NANOS = Duration.ofHours(1).toNanos();

    private final Clusters clusters;
    private final ScheduleStore store;
    private final StoredBackups stored;
    private final ScheduledJobs jobs;
    private final Database database;
    private final Leases leases;
    private final ScheduleConfiguration configuration;
    private final ScheduleMetrics metrics;
    private final Heartbeats heartbeats;
    private final Clock clock;
    private long loadedAt = System.nanoTime() - LOAD_NANOS;
    private long tidiedAt = System.nanoTime();

    Scheduler(
            Clusters clusters,
            ScheduleStore store,
            StoredBackups stored,
            ScheduledJobs jobs,
            Database database,
            Leases leases,
            ScheduleConfiguration configuration,
            ScheduleMetrics metrics,
            Heartbeats heartbeats,
            Clock clock) {
        this.clusters = clusters;
        this.store = store;
        this.stored = stored;
        this.jobs = jobs;
        this.database = database;
        this.leases = leases;
        this.configuration = configuration;
        this.metrics = metrics;
        this.heartbeats = heartbeats;
        this.clock = clock;
    }

    /** Leads as long as it can, or waits a second while another replica does. */
    public void round() throws InterruptedException {
        if (!leases.whileHeld(LEASE, configuration.lease(), this::lead)) {
            Thread.sleep(SECOND);
        }
    }

    private void lead(Lease lease) {
        LOG.info("this replica leads the schedule epoch={}", lease.epoch());
        ScheduleBoard board =
                new ScheduleBoard(store, stored, jobs, (cluster, runs) -> write(lease, cluster, runs), metrics, clock);
        try {
            while (true) {
                board.look(clusters.all());
                housekeeping(board);
                heartbeats.evaluated();
                Thread.sleep(SECOND);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LifeboatException(ErrorCode.LEASE_LOST, "the schedule was interrupted", e);
        } finally {
            metrics.forgetAll();
        }
    }

    private boolean write(Lease lease, ClusterName cluster, List<ScheduledRun> runs) {
        try {
            database.doInTransaction(tx -> {
                leases.confirm(tx, lease);
                for (ScheduledRun run : runs) {
                    if (!ScheduleStore.decide(tx, cluster, run)) {
                        throw new DecidedAlready();
                    }
                    if (run.outcome() == ScheduledRun.Outcome.REQUESTED && run.job() != null) {
                        jobs.request(tx, run.job(), cluster, run.kind(), "schedule: " + run.reason());
                    }
                }
            });
            return true;
        } catch (DecidedAlready e) {
            return false;
        }
    }

    private void housekeeping(ScheduleBoard board) {
        long now = System.nanoTime();
        if (now - loadedAt >= LOAD_NANOS) {
            loadedAt = now;
            metrics.load(jobs.load(), board.overdue());
        }
        if (now - tidiedAt >= TIDY_NANOS) {
            tidiedAt = now;
            int forgotten = store.tidy(clock.instant());
            LOG.debug("old decisions of the schedule are forgotten count={}", forgotten);
        }
    }

    void withdrawn(@Observes ClusterWithdrawn event) {
        store.forget(event.cluster().name());
    }

    private static final class DecidedAlready extends RuntimeException {
        private static final long serialVersionUID = 1L;

        DecidedAlready() {
            super("decided already", null, false, false);
        }
    }
}
