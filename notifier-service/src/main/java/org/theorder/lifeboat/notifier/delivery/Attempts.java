package org.theorder.lifeboat.notifier.delivery;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.LifeboatException;

/** Makes one attempt at a claimed delivery and records how it ended. */
@ApplicationScoped
class Attempts {
    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);
    private static final Duration RECORD_PAUSE = Duration.ofMillis(250);

    private final DeliveryStore store;
    private final Map<String, Channel> channels;
    private final RetryPolicy policy;
    private final Clock clock;
    private final MeterRegistry meters;

    Attempts(
            DeliveryStore store,
            @All List<Channel> channels,
            DeliverySettings settings,
            Clock clock,
            MeterRegistry meters) {
        this.store = store;
        this.channels = channels.stream().collect(Collectors.toMap(Channel::name, Function.identity()));
        this.policy = RetryPolicy.of(settings);
        this.clock = clock;
        this.meters = meters;
    }

    void make(Delivery delivery) {
        record(delivery, attempt(delivery));
    }

    private SendOutcome attempt(Delivery delivery) {
        Channel channel = channels.get(delivery.channel());
        if (channel == null) {
            return new SendOutcome.Later("this notifier has no channel '" + delivery.channel() + "'");
        }
        try {
            return channel.send(delivery, () -> store.isStillOurs(delivery));
        } catch (RuntimeException e) {
            LOG.error(
                    "sending failed in an unforeseen way incidentId={}",
                    delivery.message().incident(),
                    e);
            return new SendOutcome.Later("a defect of the notifier: " + e);
        }
    }

    /** Tries until the outcome is recorded: as long as it is not, nobody else may try the message. */
    private void record(Delivery delivery, SendOutcome outcome) {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                recordOnce(delivery, outcome);
                return;
            } catch (LifeboatException e) {
                LOG.warn(
                        "the outcome of a delivery is not recorded yet incidentId={} error={}",
                        delivery.message().incident(),
                        e.explanation());
                pause();
            }
        }
    }

    private void recordOnce(Delivery delivery, SendOutcome outcome) {
        Instant now = clock.instant();
        boolean recorded = switch (outcome) {
            case SendOutcome.Accepted accepted -> store.accepted(delivery, accepted.reply(), now);
            case SendOutcome.Refused refused -> store.dead(delivery, refused.reason(), now);
            case SendOutcome.Later later -> later(delivery, later.reason(), now);
            case SendOutcome.PassedOn passedOn -> false;
        };
        if (!recorded) {
            LOG.warn(
                    "another notifier took over a delivery incidentId={}",
                    delivery.message().incident());
        }
        count(delivery, outcome, now);
    }

    private boolean later(Delivery delivery, String reason, Instant now) {
        Optional<Instant> next = policy.next(
                delivery.attempts(),
                delivery.enqueuedAt(),
                now,
                ThreadLocalRandom.current().nextDouble());
        LOG.warn(
                "a message was not delivered incidentId={} recipient={} attempt={} next={} error={}",
                delivery.message().incident(),
                delivery.recipient(),
                delivery.attempts(),
                next.map(Instant::toString).orElse("never"),
                reason);
        return next.isPresent()
                ? store.later(delivery, reason, next.get())
                : store.dead(delivery, "given up after " + delivery.attempts() + " attempts; the last: " + reason, now);
    }

    private void count(Delivery delivery, SendOutcome outcome, Instant now) {
        String name = switch (outcome) {
            case SendOutcome.Accepted accepted -> "accepted";
            case SendOutcome.Refused refused -> "refused";
            case SendOutcome.Later later -> "later";
            case SendOutcome.PassedOn passedOn -> "passed-on";
        };
        meters.counter("lifeboat.delivery.attempts", "channel", delivery.channel(), "outcome", name)
                .increment();
        if (outcome instanceof SendOutcome.Accepted) {
            Timer.builder("lifeboat.delivery.time")
                    .description("from the moment a message is owed until the other side has accepted it")
                    .tag("channel", delivery.channel())
                    .register(meters)
                    .record(Duration.between(delivery.enqueuedAt(), now));
            LOG.info(
                    "a message was accepted incidentId={} recipient={} kind={}",
                    delivery.message().incident(),
                    delivery.recipient(),
                    delivery.message().kind());
        } else if (outcome instanceof SendOutcome.Refused refused) {
            LOG.error(
                    "a message is dead: nobody was told incidentId={} recipient={} error={}",
                    delivery.message().incident(),
                    delivery.recipient(),
                    refused.reason());
        }
    }

    private static void pause() {
        try {
            Thread.sleep(RECORD_PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
