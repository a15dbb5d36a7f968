package org.theorder.lifeboat.restore.run;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.events.RestoreMode;
import org.theorder.lifeboat.outbox.Heartbeats;
import org.theorder.lifeboat.outbox.Lease;
import org.theorder.lifeboat.outbox.Leases;

/**
 * Picks up recorded restores, one at a time: memory and disk are bounded by that. A restore whose process died is picked up
 * when its lease has expired, by whoever comes first.
 */
@ApplicationScoped
public class RestoreWorker {
    private static final Logger LOG = LoggerFactory.getLogger(RestoreWorker.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

    private final RestoreStore store;
    private final RestoreJob job;
    private final Leases leases;
    private final RestoreConfiguration configuration;
    private final RestoreMetrics metrics;
    private final Heartbeats heartbeats;
    private final Semaphore wakes = new Semaphore(0);
    private final Thread thread = Thread.ofPlatform().name("restore-worker").unstarted(this::work);

    RestoreWorker(
            RestoreStore store,
            RestoreJob job,
            Leases leases,
            RestoreConfiguration configuration,
            RestoreMetrics metrics,
            Heartbeats heartbeats) {
        this.store = store;
        this.job = job;
        this.leases = leases;
        this.configuration = configuration;
        this.metrics = metrics;
        this.heartbeats = heartbeats;
    }

    // the restorer is asked for so that wrong configuration ends the start and not the first restore
    void start(@Observes StartupEvent event, Restorer restorer) {
        LOG.info(
                "Restores are made with PostgreSQL {} at {}",
                restorer.installation().majorVersion(),
                restorer.installation().programs());
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        thread.interrupt();
        thread.join(STOP_LIMIT);
    }

    /** There may be something to do. */
    public void wake() {
        wakes.release();
    }

    private void work() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                metrics.refresh(store);
                settle();
                boolean worked = one();
                heartbeats.evaluated();
                if (!worked) {
                    wakes.tryAcquire(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
                    wakes.drainPermits();
                }
            } catch (InterruptedException e) {
                return;
            } catch (LifeboatException e) {
                LOG.warn("Restores pause code={} reason={}", e.code(), e.explanation());
                pause();
            } catch (RuntimeException e) {
                LOG.error("Restores pause because of a defect", e);
                pause();
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs the first restore that nobody else runs; false if there is none. */
    private boolean one() {
        for (Restore restore : store.open()) {
            RestoreId id = restore.request().restoreId();
            try {
                if (whileHeld(restore, lease -> job.run(id, lease))) {
                    return true;
                }
            } catch (LifeboatException e) {
                if (e.code() != ErrorCode.BUSY && e.code() != ErrorCode.LEASE_LOST) {
                    throw e;
                }
                LOG.info("Restore waits restoreId={} reason={}", id, e.explanation());
            }
        }
        return false;
    }

    /** Of drills there is one at a time, however many replicas there are. */
    private boolean whileHeld(Restore restore, Consumer<Lease> work) {
        String name = name(restore.request().restoreId());
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

    private void settle() {
        for (Restore ended : store.unsettled()) {
            leases.whileHeld(
                    name(ended.request().restoreId()), configuration.leaseTimeToLive(), lease -> job.settle(ended));
        }
    }

    private static String name(RestoreId id) {
        return "restore/" + id;
    }
}
