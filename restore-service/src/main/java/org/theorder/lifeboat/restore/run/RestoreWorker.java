package org.theorder.lifeboat.restore.run;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.outbox.Heartbeats;

/**
 * Picks up recorded restores that are made here, one at a time: memory and disk are bounded by that. A restore whose process
 * died is picked up when its lease has expired, by whoever comes first. Those that are made elsewhere take no turn: {@link
 * RestoreFollower}.
 */
@ApplicationScoped
public class RestoreWorker {
    private static final Logger LOG = LoggerFactory.getLogger(RestoreWorker.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

    private final RestoreStore store;
    private final RestoreJob job;
    private final RestoreMetrics metrics;
    private final Heartbeats heartbeats;
    private final Semaphore wakes = new Semaphore(0);
    private final Thread thread = Thread.ofPlatform().name("restore-worker").unstarted(this::work);

    RestoreWorker(RestoreStore store, RestoreJob job, RestoreMetrics metrics, Heartbeats heartbeats) {
        this.store = store;
        this.job = job;
        this.metrics = metrics;
        this.heartbeats = heartbeats;
    }

    // the restorer is asked for so that wrong configuration ends the start and not the first restore
    void start(@Observes StartupEvent event, Restorer restorer) {
        LOG.info("Restores are made with {}", restorer.installations());
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
                store.unsettled().forEach(job::settle);
                boolean worked = store.open().stream()
                        .filter(restore -> !restore.isElsewhere())
                        .anyMatch(job::attempt);
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
            } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
                // the only thread that makes restores outlives whatever went wrong in one of them
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
}
