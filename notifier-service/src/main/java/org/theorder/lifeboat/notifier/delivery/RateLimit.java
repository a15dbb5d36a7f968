package org.theorder.lifeboat.notifier.delivery;

import java.time.Duration;

/**
 * What another side lets us ask.
 *
 * @param most how many attempts may begin within any stretch of time of this length
 */
public record RateLimit(int most, Duration within) {
    public static RateLimit perMinute(int most) {
        return new RateLimit(most, Duration.ofMinutes(1));
    }
}
