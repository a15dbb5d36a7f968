package org.theorder.lifeboat.monitor.incident;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.monitor.probe.Configured;

/** Forgets, every few hours, incidents that have been over for long; it does not matter how many replicas do. */
@ApplicationScoped
class OldIncidents {
    private static final Logger LOG = LoggerFactory.getLogger(OldIncidents.class);
    private static final Duration EVERY = Duration.ofHours(6);

    /** So few that nobody waits for the database. */
    private static final int AT_ONCE = 1_000;

    private final IncidentStore store;
    private final Clock clock;
    private final Duration keep;
    private final CountDownLatch stopping = new CountDownLatch(1);

    /** @throws LifeboatException CONFIGURATION_INVALID naming the key */
    OldIncidents(IncidentStore store, Clock clock, IncidentConfiguration configuration) {
        this.store = store;
        this.clock = clock;
        this.keep = Configured.positive("lifeboat.monitor.incidents.keep", configuration.keep());
    }

    void start(@Observes StartupEvent event) {
        Thread.ofVirtual().name("old-incidents").start(this::run);
    }

    void stop(@Observes ShutdownEvent event) {
        stopping.countDown();
    }

    private void run() {
        try {
            do {
                forget();
            } while (!stopping.await(EVERY.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void forget() {
        Instant before = clock.instant().minus(keep);
        try {
            int gone;
            do {
                gone = store.forget(before, AT_ONCE);
            } while (gone == AT_ONCE && stopping.getCount() > 0);
        } catch (LifeboatException e) {
            LOG.warn("old incidents were not forgotten, the next round tries again error={}", e.explanation());
        }
    }
}
