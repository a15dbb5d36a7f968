package org.theorder.lifeboat.notifier.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** When to try again, and when to give up. */
record RetryPolicy(List<Duration> pauses, Duration thenEvery, Duration giveUpAfter, Duration canaryWithin) {
    private static final double JITTER = 0.2;

    /** @throws LifeboatException CONFIGURATION_INVALID naming the key */
    static RetryPolicy of(DeliverySettings settings, CanarySettings canary) {
        check(!settings.pauses().isEmpty(), "pauses", "needs at least one pause");
        check(settings.pauses().stream().allMatch(RetryPolicy::isPositive), "pauses", "must be longer than nothing");
        check(isPositive(settings.thenEvery()), "then-every", "must be longer than nothing");
        check(isPositive(settings.giveUpAfter()), "give-up-after", "must be longer than nothing");
        check(settings.parallel() >= 1 && settings.parallel() <= 64, "parallel", "must be from 1 to 64");
        check(
                settings.parallelServers() >= 1 && settings.parallelServers() <= 1_000,
                "parallel-servers",
                "must be from 1 to 1000");
        check(
                settings.lease().compareTo(Duration.ofSeconds(1)) >= 0
                        && settings.lease().compareTo(Duration.ofMinutes(1)) <= 0,
                "lease",
                "must be from 1 s to 1 min");
        if (!isPositive(canary.within())) {
            throw new LifeboatException(
                    ErrorCode.CONFIGURATION_INVALID, "lifeboat.notifier.canary.within must be longer than nothing");
        }
        return new RetryPolicy(settings.pauses(), settings.thenEvery(), settings.giveUpAfter(), canary.within());
    }

    /**
     * @param delivery after its last attempt, which failed
     * @param notBefore how long the other side asks to be left alone
     * @param random from 0 to 1
     * @return empty if it is time to give up
     */
    Optional<Instant> next(Delivery delivery, Instant now, Duration notBefore, double random) {
        Duration pause = pause(delivery.attempts(), random);
        Instant next = now.plus(pause.compareTo(notBefore) >= 0 ? pause : notBefore);
        return next.isAfter(delivery.enqueuedAt().plus(patience(delivery.message())))
                ? Optional.empty()
                : Optional.of(next);
    }

    /** A test message that is late has failed: it is there to be noticed. */
    private Duration patience(Message message) {
        return message.cause().equals(Canary.CAUSE) ? canaryWithin : giveUpAfter;
    }

    private Duration pause(int attempts, double random) {
        if (attempts <= pauses.size()) {
            return pauses.get(attempts - 1);
        }
        return Duration.ofMillis((long) (thenEvery.toMillis() * (1 - JITTER + 2 * JITTER * random)));
    }

    private static boolean isPositive(Duration duration) {
        return duration.isPositive();
    }

    private static void check(boolean valid, String key, String rule) {
        if (!valid) {
            throw new LifeboatException(
                    ErrorCode.CONFIGURATION_INVALID, "lifeboat.notifier.delivery." + key + " " + rule);
        }
    }
}
