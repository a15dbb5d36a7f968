package org.theorder.lifeboat.outbox;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What waits and what is dead, measured every few seconds so that nobody who scrapes waits for the database. Values are NaN
 * while they are not known.
 */
@ApplicationScoped
class Gauges {
    private static final Duration EVERY = Duration.ofSeconds(2);

    private final OutboxStore outbox;
    private final InboxStore inbox;
    private volatile @Nullable Measured measured;

    Gauges(OutboxStore outbox, InboxStore inbox, Announcer announcer, Clock clock, MeterRegistry meters) {
        this.outbox = outbox;
        this.inbox = inbox;
        Gauge.builder("lifeboat.kafka.up", announcer, kafka -> kafka.heard() ? 1 : 0)
                .description("1 while Kafka takes what this service says")
                .register(meters);
        gauge(meters, "lifeboat.dead.letters", "Events that wait for a person", Measured::dead);
        gauge(meters, "lifeboat.inbox.pending", "Events that came and are not handled", Measured::pending);
        gauge(meters, "lifeboat.outbox.unsent", "Events that Kafka has not taken", Measured::unsent);
        gauge(
                meters,
                "lifeboat.outbox.oldest.age.seconds",
                "Age of the oldest event that Kafka has not taken",
                now -> now.oldestAge(clock.instant()).toMillis() / 1000.0);
    }

    /** @param oldest when the oldest event that Kafka has not taken was published; null if there is none */
    record Measured(long unsent, @Nullable Instant oldest, long pending, long dead) {
        Duration oldestAge(Instant now) {
            return oldest == null ? Duration.ZERO : Duration.between(oldest, now);
        }
    }

    /** The last measurement; null while the database is away. */
    @Nullable
    Measured last() {
        return measured;
    }

    /** One round of a {@link Loop}. */
    void run() throws InterruptedException {
        measure();
        Thread.sleep(EVERY);
    }

    void measure() {
        try {
            OutboxStore.Backlog backlog = outbox.backlog();
            InboxStore.Counts counts = inbox.counts();
            measured = new Measured(backlog.events(), backlog.oldest(), counts.pending(), counts.dead());
        } catch (RuntimeException e) {
            measured = null;
            throw e;
        }
    }

    private void gauge(MeterRegistry meters, String name, String description, ToDoubleFunction<Measured> value) {
        Gauge.builder(name, this, gauges -> gauges.valueOf(value))
                .description(description)
                .register(meters);
    }

    private double valueOf(ToDoubleFunction<Measured> value) {
        Measured known = measured;
        return known == null ? Double.NaN : value.applyAsDouble(known);
    }
}
