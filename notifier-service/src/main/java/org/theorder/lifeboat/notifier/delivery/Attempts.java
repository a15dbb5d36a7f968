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
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.outbox.Transaction;

/** Makes one attempt at a claimed delivery and records how it ended. */
@ApplicationScoped
class Attempts {
    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);
    private static final Duration RECORD_PAUSE = Duration.ofMillis(250);

    /** What the database has refused so often, although it is there, it always will. */
    private static final int MOST_REFUSALS = 8;

    private static final Duration REFUSED_PAUSE = Duration.ofSeconds(30);

    private final GroupCommit commits;
    private final DeliveryStore store;
    private final Map<String, Channel> channels;
    private final List<Alarm> alarms;
    private final OtherRegions regions;
    private final RetryPolicy policy;
    private final Clock clock;
    private final MeterRegistry meters;

    Attempts(
            GroupCommit commits,
            DeliveryStore store,
            @All List<Channel> channels,
            @All List<Alarm> alarms,
            OtherRegions regions,
            DeliverySettings settings,
            CanarySettings canary,
            Clock clock,
            MeterRegistry meters) {
        this.commits = commits;
        this.store = store;
        this.channels = channels.stream().collect(Collectors.toMap(Channel::name, Function.identity()));
        this.alarms = alarms;
        this.regions = regions;
        this.policy = RetryPolicy.of(settings, canary);
        this.clock = clock;
        this.meters = meters;
    }

    void make(Delivery delivery) {
        record(delivery, attempt(delivery));
    }

    private SendOutcome attempt(Delivery delivery) {
        Channel channel = channels.get(delivery.channel());
        if (channel == null) {
            return SendOutcome.later("this notifier has no channel '" + delivery.channel() + "'");
        }
        try {
            return channel.send(delivery, () -> store.isStillOurs(delivery));
        } catch (RuntimeException | Error e) {
            LOG.error(
                    "sending failed in an unforeseen way incidentId={}",
                    delivery.message().incident(),
                    e);
            return SendOutcome.later("a defect of the notifier: " + e);
        }
    }

    /**
     * Tries until the outcome is recorded: as long as it is not, nobody else may try the message. What the database always
     * refuses is recorded without what was said, so that no defect holds up the messages that follow.
     */
    private void record(Delivery delivery, SendOutcome outcome) {
        Instant now = clock.instant();
        Duration notBefore = outcome instanceof SendOutcome.Later later ? later.notBefore() : Duration.ZERO;
        Optional<Instant> next = policy.next(
                delivery, now, notBefore, ThreadLocalRandom.current().nextDouble());
        SendOutcome last = outcome instanceof SendOutcome.Later later && next.isEmpty()
                ? new SendOutcome.GivenUp(
                        "given up after " + delivery.attempts() + " attempts; the last: " + later.reason())
                : outcome;
        int refusals = 0;
        while (!Thread.currentThread().isInterrupted()) {
            SendOutcome told = refusals < MOST_REFUSALS ? last : bare(last);
            try {
                boolean ours = commits.inTransaction(
                        tx -> recorded(tx, delivery, told, now, next.orElse(now.plus(policy.thenEvery()))));
                tell(delivery, ours ? told : new SendOutcome.PassedOn(), now);
                return;
            } catch (RuntimeException | Error e) {
                LOG.warn(
                        "the outcome of a delivery is not recorded yet incidentId={}",
                        delivery.message().incident(),
                        e);
                boolean away =
                        e instanceof LifeboatException known && known.code().retryable();
                refusals += away ? 0 : 1;
                pause(refusals <= MOST_REFUSALS ? RECORD_PAUSE : REFUSED_PAUSE);
            }
        }
    }

    /** What remains of an outcome that cannot be recorded: that it was accepted, or else that it is to be tried again. */
    private static SendOutcome bare(SendOutcome outcome) {
        return outcome instanceof SendOutcome.Accepted
                ? new SendOutcome.Accepted("accepted; what was answered cannot be recorded")
                : SendOutcome.later("the outcome of this attempt cannot be recorded; the notifier's log says why");
    }

    private boolean recorded(Transaction tx, Delivery delivery, SendOutcome outcome, Instant now, Instant next) {
        return switch (outcome) {
            case SendOutcome.Accepted accepted -> accepted(tx, delivery, accepted.reply(), now);
            case SendOutcome.Refused refused ->
                (refused.recipient() && isToThePublic(delivery))
                        ? bounced(tx, delivery, refused.reason(), now)
                        : dead(tx, delivery, refused.reason(), now);
            case SendOutcome.GivenUp givenUp -> givenUp(tx, delivery, givenUp.reason(), now);
            case SendOutcome.Gone gone -> {
                disable(tx, delivery, gone.reason(), now);
                yield isToThePublic(delivery)
                        ? bounced(tx, delivery, gone.reason(), now)
                        : dead(tx, delivery, gone.reason(), now);
            }
            case SendOutcome.Withdrawn withdrawn -> DeliveryStore.withdrawn(tx, delivery, withdrawn.reason(), now);
            case SendOutcome.Later later -> later(tx, delivery, later, next);
            case SendOutcome.PassedOn passedOn -> false;
        };
    }

    /** Another region may have told it meanwhile. */
    private static boolean later(Transaction tx, Delivery delivery, SendOutcome.Later outcome, Instant next) {
        boolean ours = DeliveryStore.later(tx, delivery, outcome, next);
        DeliveredElsewhere.note(tx, delivery.message().incident());
        return ours;
    }

    private boolean accepted(Transaction tx, Delivery delivery, String reply, Instant now) {
        boolean ours = DeliveryStore.accepted(tx, delivery, reply, now);
        if (ours && !isToThePublic(delivery)) {
            regions.tell(tx, delivery, reply, now);
        } else if (ours) {
            regions.tellEnd(tx, delivery);
        }
        return ours;
    }

    /** Whatever it was, nobody has said that the recipient is wrong: it is not counted against it. */
    private boolean givenUp(Transaction tx, Delivery delivery, String reason, Instant now) {
        boolean ours = dead(tx, delivery, reason, now);
        if (ours && isToThePublic(delivery)) {
            // by now it is no news for any region
            regions.tellEnd(tx, delivery);
        }
        return ours;
    }

    /** Somebody must know: of a message to the public that reached many of them in vain, once. */
    private boolean dead(Transaction tx, Delivery delivery, String reason, Instant now) {
        boolean known =
                isToThePublic(delivery) && (!mustBeKnown(delivery) || DeliveryStore.isDeadForOthers(tx, delivery));
        boolean ours = DeliveryStore.dead(tx, delivery, reason, now);
        if (ours && known) {
            DeliveryStore.settle(tx, delivery, now);
        } else if (ours && !delivery.message().incident().startsWith(Alarm.PREFIX)) {
            String told = isToThePublic(delivery)
                    ? reason + " It may be so for other subscribers, of whom nobody is told again."
                    : reason;
            alarms.forEach(alarm -> alarm.raise(tx, delivery, told));
        }
        return ours;
    }

    private boolean bounced(Transaction tx, Delivery delivery, String reason, Instant now) {
        boolean ours = DeliveryStore.bounced(tx, delivery, reason, now);
        int refusals = DeliveryStore.refusals(tx, delivery);
        if (ours) {
            regions.tellEnd(tx, delivery);
        }
        if (ours && refusals >= refusalsTolerated(delivery).orElse(Integer.MAX_VALUE)) {
            disable(tx, delivery, "refused the messages about " + refusals + " incidents; the last: " + reason, now);
        }
        return ours;
    }

    private void disable(Transaction tx, Delivery delivery, String reason, Instant now) {
        DisabledRecipients.add(tx, delivery, reason, now);
        Optional.ofNullable(channels.get(delivery.channel()))
                .ifPresent(channel -> channel.recipientChanged(tx, delivery.recipient()));
    }

    private boolean isToThePublic(Delivery delivery) {
        return refusalsTolerated(delivery).isPresent();
    }

    private boolean mustBeKnown(Delivery delivery) {
        Channel channel = channels.get(delivery.channel());
        return channel == null || channel.mustBeKnown(delivery);
    }

    private OptionalInt refusalsTolerated(Delivery delivery) {
        Channel channel = channels.get(delivery.channel());
        return channel == null ? OptionalInt.empty() : channel.refusalsTolerated();
    }

    private void tell(Delivery delivery, SendOutcome outcome, Instant now) {
        String incident = delivery.message().incident();
        String name = switch (outcome) {
            case SendOutcome.Accepted accepted -> {
                time(delivery).record(Duration.between(delivery.enqueuedAt(), now));
                LOG.info(
                        "a message was accepted incidentId={} recipient={} kind={}",
                        incident,
                        delivery.recipient(),
                        delivery.message().kind());
                yield "accepted";
            }
            case SendOutcome.Refused refused -> buried(delivery, refused.reason(), refused.recipient());
            case SendOutcome.GivenUp givenUp -> buried(delivery, givenUp.reason(), false);
            case SendOutcome.Gone gone -> buried(delivery, gone.reason(), true);
            case SendOutcome.Later later -> {
                LOG.warn(
                        "a message was not delivered, it will be tried again incidentId={} recipient={} attempt={} error={}",
                        incident,
                        delivery.recipient(),
                        delivery.attempts(),
                        later.reason());
                yield "later";
            }
            case SendOutcome.Withdrawn withdrawn -> "withdrawn";
            case SendOutcome.PassedOn passedOn -> {
                LOG.warn("another notifier took over a delivery incidentId={}", incident);
                yield "passed-on";
            }
        };
        meters.counter("lifeboat.delivery.attempts", "channel", delivery.channel(), "outcome", name)
                .increment();
    }

    /** @param bounced true if it was the recipient's doing */
    private String buried(Delivery delivery, String reason, boolean bounced) {
        if (isToThePublic(delivery)) {
            LOG.info(
                    "a subscriber was not reached incidentId={} recipient={} error={}",
                    delivery.message().incident(),
                    delivery.recipient(),
                    reason);
            return bounced ? "bounced" : "dead";
        }
        LOG.error(
                "a message is dead: nobody was told incidentId={} recipient={} error={}",
                delivery.message().incident(),
                delivery.recipient(),
                reason);
        return "dead";
    }

    private Timer time(Delivery delivery) {
        return Timer.builder("lifeboat.delivery.time")
                .description("from the moment a message is owed until the other side has accepted it")
                .tag("channel", delivery.channel())
                .register(meters);
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
