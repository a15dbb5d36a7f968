package org.theorder.lifeboat.notifier.delivery;

import java.time.Duration;

/**
 * What another side lets us ask, over however many channels that lead there.
 *
 * @param side names it
 * @param most how many attempts may begin within any stretch of time of this length
 */
public record RateLimit(String side, int most, Duration within) {
    public static RateLimit perMinute(String side, int most) {
        return new RateLimit(side, most, Duration.ofMinutes(1));
    }
}
