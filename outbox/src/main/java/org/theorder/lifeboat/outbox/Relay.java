package org.theorder.lifeboat.outbox;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * Sends the outbox to Kafka, in one process at a time. Woken by every commit of this process; looks by itself for events
 * that other replicas committed.
 */
@ApplicationScoped
class Relay {
    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
    private static final String LEASE = "outbox";
    private static final long TIDYING_NANOS = Duration.ofSeconds(10).toNanos();

    private final OutboxStore store;
    private final Leases leases;
    private final EventProducer producer;
    private final ThisProcess process;
    private final OutboxSettings settings;
    private final Clock clock;
    private final Timer delay;
    private final Wakeup wakeup = new Wakeup();
    private final Trouble trouble = new Trouble(LOG, "Kafka does not take events, they wait in the outbox");
    private long tidiedAt = System.nanoTime();

    Relay(
            OutboxStore store,
            Leases leases,
            EventProducer producer,
            ThisProcess process,
            OutboxSettings settings,
            Clock clock,
            MeterRegistry meters) {
        this.store = store;
        this.leases = leases;
        this.producer = producer;
        this.process = process;
        this.settings = settings;
        this.clock = clock;
        this.delay = Timer.builder("lifeboat.outbox.delay")
                .description("from publishing an event to the acknowledgement of the broker")
                .publishPercentiles(0.5, 0.99)
                .register(meters);
    }

    void wake() {
        wakeup.wake();
    }

    /** One round of a {@link Loop}: sends as long as the lease is held. */
    void run(Runnable gettingOn) throws InterruptedException {
        boolean held = leases.whileHeld(LEASE, settings.lease(), lease -> sendWhileHeld(lease, gettingOn));
        if (!held) {
            Thread.sleep(settings.poll());
        }
    }

    private void sendWhileHeld(Lease lease, Runnable gettingOn) {
        try {
            while (true) {
                List<OutboxEvent> unsent = store.unsent(settings.batch());
                gettingOn.run();
                send(lease, unsent);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LifeboatException(ErrorCode.LEASE_LOST, "the relay was interrupted", e);
        }
    }

    private void send(Lease lease, List<OutboxEvent> unsent) throws InterruptedException {
        if (unsent.isEmpty()) {
            tidy();
            wakeup.await(settings.poll());
            return;
        }
        Delivery.Outcome outcome = Delivery.of(
                unsent, event -> producer.send(CloudEvents.record(event, process.source(), event.headers())));
        if (!outcome.acknowledged().isEmpty()) {
            outcome.acknowledged()
                    .forEach(event -> delay.record(Duration.between(event.publishedAt(), clock.instant())));
            store.markSent(lease, outcome.acknowledged());
        }
        Throwable failure = outcome.failure();
        if (failure == null) {
            trouble.over();
        } else {
            producer.recover(failure);
            Thread.sleep(trouble.happened(failure));
        }
    }

    private void tidy() {
        if (System.nanoTime() - tidiedAt > TIDYING_NANOS) {
            tidiedAt = System.nanoTime();
            int deleted = store.deleteSent(settings.keep());
            LOG.debug("sent events were deleted count={}", deleted);
        }
    }
}
