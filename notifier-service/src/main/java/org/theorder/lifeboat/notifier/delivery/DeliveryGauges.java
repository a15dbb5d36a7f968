package org.theorder.lifeboat.notifier.delivery;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How far the sending is behind; asked every few seconds, so that a scrape costs nothing. */
@ApplicationScoped
class DeliveryGauges {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryGauges.class);
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final DeliveryStore store;
    private final Clock clock;
    private final MeterRegistry meters;
    private final Thread thread =
            Thread.ofVirtual().name("lifeboat-delivery-gauges").unstarted(this::run);
    private volatile @Nullable Backlog last;

    DeliveryGauges(DeliveryStore store, Clock clock, MeterRegistry meters) {
        this.store = store;
        this.clock = clock;
        this.meters = meters;
    }

    /** Null while the database cannot be asked. */
    @Nullable
    Backlog last() {
        return last;
    }

    void start(@Observes StartupEvent event) {
        gauge("lifeboat.deliveries.unsent", "messages that are owed and not accepted yet", backlog -> backlog.unsent());
        gauge(
                "lifeboat.deliveries.unsent.oldest.age",
                "seconds since the oldest of them is owed",
                backlog -> backlog.oldestAge().toSeconds());
        gauge("lifeboat.deliveries.dead", "messages that reached nobody", backlog -> backlog.dead());
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) {
        thread.interrupt();
    }

    /** What is measured of a backlog. */
    @FunctionalInterface
    private interface Measure {
        double of(Backlog backlog);
    }

    private void gauge(String name, String description, Measure measure) {
        Gauge.builder(name, () -> {
                    Backlog now = last;
                    return now == null ? Double.NaN : measure.of(now);
                })
                .description(description)
                .register(meters);
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                last = store.backlog(clock.instant());
                Thread.sleep(EVERY);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                LOG.debug("the backlog of deliveries cannot be measured", e);
                last = null;
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(EVERY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
