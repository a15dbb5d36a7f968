package org.theorder.lifeboat.restore.run;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.events.RestoreMode;
import org.theorder.lifeboat.events.RestoreRequested;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Heartbeats;
import org.theorder.lifeboat.outbox.Lease;
import org.theorder.lifeboat.outbox.Leases;

/** One recorded restore under a lease: run it, record and tell its outcome in one transaction, settle its target. */
@ApplicationScoped
class RestoreJob {
    private static final Logger LOG = LoggerFactory.getLogger(RestoreJob.class);

    private final Database database;
    private final Leases leases;
    private final RestoreStore store;
    private final OutcomeEvents events;
    private final Restorers restorers;
    private final RestoreConfiguration configuration;
    private final RestoreMetrics metrics;
    private final Heartbeats heartbeats;
    private final Clock clock;

    RestoreJob(
            Database database,
            Leases leases,
            RestoreStore store,
            OutcomeEvents events,
            Restorers restorers,
            RestoreConfiguration configuration,
            RestoreMetrics metrics,
            Heartbeats heartbeats,
            Clock clock) {
        this.database = database;
        this.leases = leases;
        this.store = store;
        this.events = events;
        this.restorers = restorers;
        this.configuration = configuration;
        this.metrics = metrics;
        this.heartbeats = heartbeats;
        this.clock = clock;
    }

    /**
     * Does the restore, unless another process or thread is at it, or it cannot be worked on now. The thread may be
     * interrupted to give up.
     *
     * @return whether this was an attempt
     */
    boolean attempt(Restore restore) {
        RestoreId id = restore.request().restoreId();
        try {
            return whileHeld(restore, lease -> run(id, lease));
        } catch (LifeboatException e) {
            if (e.code() != ErrorCode.BUSY && e.code() != ErrorCode.LEASE_LOST) {
                throw e;
            }
            LOG.info("Restore waits restoreId={} reason={}", id, e.explanation());
            return false;
        }
    }

    /** Of drills there is one at a time, however many replicas there are. */
    private boolean whileHeld(Restore restore, Consumer<Lease> work) {
        String name = lease(restore);
        if (restore.request().mode() != RestoreMode.DRILL) {
            return leases.whileHeld(name, configuration.leaseTimeToLive(), work);
        }
        AtomicBoolean worked = new AtomicBoolean();
        leases.whileHeld(
                "drill",
                configuration.leaseTimeToLive(),
                _ -> worked.set(leases.whileHeld(name, configuration.leaseTimeToLive(), work)));
        return worked.get();
    }

    private static String lease(Restore restore) {
        return "restore/" + restore.request().restoreId();
    }

    private void run(RestoreId id, Lease lease) {
        Optional<Restore> begun = database.inTransaction(tx -> {
            leases.confirm(tx, lease);
            return store.begin(tx, id, lease);
        });
        if (begun.isEmpty()) {
            return;
        }
        Restore restore = begun.get();
        LOG.info(
                "Restore begins cluster={} restoreId={} attempt={} mode={}",
                restore.request().cluster(),
                id,
                restore.attempts(),
                restore.request().mode());
        boolean decided = restorers.of(restore.request()).isDecided(restore.request());
        Optional<Interruption> asked = decided ? Optional.empty() : store.interruption(id);
        if (asked.isPresent()) {
            interrupted(restore, lease, asked.get());
        } else {
            make(restore, lease, !decided);
        }
    }

    private void make(Restore restore, Lease lease, boolean interruptible) {
        RestoreId id = restore.request().restoreId();
        Progress progress = new Progress();
        ProgressTeller teller = new ProgressTeller(database, events, restore, progress, clock);
        Runnable eachRound = () -> {
            heartbeats.evaluated();
            teller.look();
        };
        try (ProgressWriter writer = ProgressWriter.start(store, id, lease, progress, eachRound, interruptible)) {
            try (FinishedRestore finished = finished(restore, progress)) {
                writer.stop();
                if (writer.interruption().isPresent() && Thread.interrupted()) {
                    LOG.info("Restore ended before it could be interrupted restoreId={}", id);
                }
                end(restore, lease, finished);
            } catch (InterruptedException e) {
                Optional<Interruption> asked = writer.interruption();
                if (asked.isEmpty()) {
                    throw e;
                }
                interrupted(restore, lease, asked.get());
            }
        } catch (LifeboatException e) {
            if (e.code() == ErrorCode.BUSY) {
                store.notCounted(id, lease);
            }
            throw e;
        } catch (InterruptedException e) {
            LOG.info("Restore is left to the next attempt restoreId={} reason={}", id, e.getMessage());
            Thread.currentThread().interrupt();
        }
    }

    private void interrupted(Restore restore, Lease lease, Interruption asked) {
        RestoreId id = restore.request().restoreId();
        RestoreExecutor executor = restorers.of(restore.request());
        if (executor.isDecided(restore.request())) {
            LOG.info("Restore was asked to end after it was verified; it is told restoreId={}", id);
            return;
        }
        executor.discard(restore.request());
        switch (asked) {
            case Interruption.Cancelled cancelled -> {
                RestoreOutcome outcome = new RestoreOutcome.Cancelled(cancelled.by(), clock.instant());
                end(
                        restore,
                        lease,
                        new FinishedRestore(outcome, null, restore.request().mode()));
            }
            case Interruption.Preempted _ -> {
                LOG.info("Drill makes room for a real restore restoreId={}", id);
                store.putBack(id, lease);
            }
        }
    }

    private FinishedRestore finished(Restore restore, Progress progress) throws InterruptedException {
        if (restore.attempts() > configuration.attempts()) {
            return refused(
                    ErrorCode.INTERNAL,
                    "given up after " + configuration.attempts()
                            + " attempts that were cut short; look into the log of restore-service why it ended");
        }
        Optional<RestoreId> earlier = store.earlierInto(restore);
        if (earlier.isPresent()) {
            return refused(
                    ErrorCode.TARGET_OCCUPIED,
                    "restore " + earlier.get() + " goes into the same place: name another one");
        }
        // a drill is measured from its beginning: nobody waits for it in the queue
        Instant since = restore.request().mode() == RestoreMode.DRILL ? clock.instant() : restore.requestedAt();
        return restorers.of(restore).run(restore.request(), since, progress);
    }

    private FinishedRestore refused(ErrorCode code, String message) {
        return new FinishedRestore(new RestoreOutcome.Refused(code, message, clock.instant()), null, RestoreMode.LIVE);
    }

    private void end(Restore restore, Lease lease, FinishedRestore finished) {
        RestoreId id = restore.request().restoreId();
        database.doInTransaction(tx -> {
            leases.confirm(tx, lease);
            if (!store.end(tx, id, lease, finished.outcome())) {
                throw new LifeboatException(
                        ErrorCode.LEASE_LOST, "restore " + id + " was ended by another process meanwhile");
            }
            events.publish(tx, restore, finished.outcome());
        });
        log(restore, finished.outcome());
        metrics.ended(restore, finished.outcome());
        settle(id, finished::settle);
    }

    private static void log(Restore restore, RestoreOutcome outcome) {
        RestoreId id = restore.request().restoreId();
        switch (outcome) {
            case RestoreOutcome.Restored restored ->
                LOG.info(
                        "Restore passed cluster={} restoreId={} backupId={} region={} recoveredTo={} lastCommitAt={} took={} phases={}",
                        restore.request().cluster(),
                        id,
                        restored.backup(),
                        restored.region(),
                        restored.recoveredTo(),
                        restored.lastCommitAt(),
                        restored.restoreTime(),
                        restored.phases());
            case RestoreOutcome.Refused refused ->
                LOG.warn("Restore refused restoreId={} code={} reason={}", id, refused.code(), refused.message());
            case RestoreOutcome.Cancelled cancelled ->
                LOG.info("Restore cancelled restoreId={} by={}", id, cancelled.by());
            case RestoreOutcome.Failed failed ->
                LOG.warn(
                        "Restore failed restoreId={} code={} reason={} phases={}",
                        id,
                        failed.code(),
                        failed.message(),
                        failed.phases());
        }
    }

    /** Settles what a process that died right after telling the outcome left behind, unless another one does. */
    void settle(Restore ended) {
        RestoreRequested request = ended.request();
        leases.whileHeld(
                lease(ended),
                configuration.leaseTimeToLive(),
                _ -> settle(request.restoreId(), () -> {
                    if (request.mode() == RestoreMode.DRILL) {
                        restorers.of(request).discard(request);
                    }
                }));
    }

    /** The outcome stands, also while what a drill left cannot be removed. */
    private void settle(RestoreId id, Runnable how) {
        try {
            how.run();
            store.settled(id);
        } catch (LifeboatException e) {
            if (e.code() != ErrorCode.BUSY) {
                throw e;
            }
            LOG.info("What a drill left is removed later restoreId={} reason={}", id, e.explanation());
        }
    }
}
