package org.theorder.lifeboat.notifier.delivery;

import java.time.Duration;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * What another side lets us ask, over however many channels that lead there.
 *
 * @param side names it
 * @param most how many attempts may begin within any stretch of time of this length
 */
public record RateLimit(String side, int most, Duration within) {
    /** @throws LifeboatException CONFIGURATION_INVALID if nothing may ever be sent */
    public RateLimit {
        if (most < 1) {
            throw new LifeboatException(
                    ErrorCode.CONFIGURATION_INVALID, "the limit of " + side + " is " + most + "; it must be 1 or more");
        }
    }

    public static RateLimit perMinute(String side, int most) {
        return new RateLimit(side, most, Duration.ofMinutes(1));
    }
}
