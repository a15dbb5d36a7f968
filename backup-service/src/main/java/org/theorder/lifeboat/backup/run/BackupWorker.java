package org.theorder.lifeboat.backup.run;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.backup.duty.Duty;
import org.theorder.lifeboat.backup.duty.Signal;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.outbox.Leases;

/**
 * Picks jobs up: one at a time per cluster (a lease), a few at a time per replica (their memory). A job whose process died
 * is picked up like a new one as soon as the lease has expired.
 */
@ApplicationScoped
public class BackupWorker {
    private static final Logger LOG = LoggerFactory.getLogger(BackupWorker.class);
    private static final String LEASES = "backup/";
    private static final Duration ROUND = Duration.ofSeconds(1);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(3);

    private final Map<ClusterName, Thread> running = new ConcurrentHashMap<>();
    private final Map<UUID, BackupAttempt> attempts = new ConcurrentHashMap<>();
    private final Signal signal = new Signal();
    private final BackupJobStore store;
    private final BackupAttempts factory;
    private final Leases leases;
    private final BackupConfiguration configuration;
    private volatile boolean stopped;

    BackupWorker(BackupJobStore store, BackupAttempts factory, Leases leases, BackupConfiguration configuration) {
        this.store = store;
        this.factory = factory;
        this.leases = leases;
        this.configuration = configuration;
    }

    /** There is a new job. */
    void wake() {
        signal.wake();
    }

    /** One look for work, then a wait until there may be more. */
    public void round() throws InterruptedException {
        if (!stopped) {
            List<BackupJob> due = store.due();
            if (!due.isEmpty()) {
                Set<String> elsewhere = leasedElsewhere();
                due.stream().filter(job -> !elsewhere.contains(lease(job))).forEach(this::begin);
            }
        }
        signal.await(ROUND);
    }

    /** What another replica is at must not take the place of what nobody is at. */
    private Set<String> leasedElsewhere() {
        Set<String> elsewhere = new HashSet<>();
        leases.holders(LEASES).forEach((name, holder) -> {
            if (!holder.equals(leases.holder())) {
                elsewhere.add(name);
            }
        });
        return elsewhere;
    }

    private static String lease(BackupJob job) {
        return LEASES + job.cluster();
    }

    private void begin(BackupJob job) {
        if (running.size() >= configuration.parallel() || running.containsKey(job.cluster())) {
            return;
        }
        // a platform thread: it reads a stream as fast as it comes, and a virtual one would be parked at every gap
        Thread thread =
                Thread.ofPlatform().daemon().name("backup-" + job.cluster()).unstarted(() -> run(job));
        running.put(job.cluster(), thread);
        thread.start();
    }

    private void run(BackupJob job) {
        boolean done = false;
        try {
            done = Duty.whileHeld(leases, lease(job), configuration.lease(), lease -> {
                BackupAttempt attempt = factory.of(lease, job.id());
                attempts.put(job.id(), attempt);
                try {
                    attempt.carryOut();
                } finally {
                    attempts.remove(job.id());
                }
            });
        } catch (LifeboatException e) {
            LOG.warn("a backup job is left for later cluster={} reason={}", job.cluster(), e.explanation());
        } catch (RuntimeException e) {
            LOG.error("a defect stops a backup job for a while cluster={}", job.cluster(), e);
        } finally {
            running.remove(job.cluster());
            if (done) {
                signal.wake();
            }
        }
    }

    /** Ends a backup that runs on this replica; one that runs elsewhere finds out by itself. */
    void cancel(UUID job) {
        BackupAttempt attempt = attempts.get(job);
        if (attempt != null) {
            var _ = attempt.cancel();
        }
    }

    /** Progress of a backup that runs on this replica. */
    Optional<Progress> progress(UUID job) {
        return Optional.ofNullable(attempts.get(job)).flatMap(BackupAttempt::progress);
    }

    /** Running backups are broken off; they begin again after the restart. */
    public void stop() {
        stopped = true;
        List<Thread> threads = List.copyOf(running.values());
        threads.forEach(Thread::interrupt);
        try {
            for (Thread thread : threads) {
                var _ = thread.join(STOP_LIMIT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
