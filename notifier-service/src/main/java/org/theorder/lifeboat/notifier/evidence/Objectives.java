package org.theorder.lifeboat.notifier.evidence;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;

/**
 * What "safe" and "known" mean.
 *
 * @param region the copy that counts: the one that is left when the primary region is lost
 * @param rpo largest acceptable loss of data
 * @param freshFor how long a report counts; what is older is not known any more
 */
public record Objectives(RegionName region, Duration rpo, Duration freshFor) {
    /** @throws LifeboatException CONFIGURATION_INVALID naming the key */
    public static Objectives of(ObjectiveSettings settings) {
        check(settings.rpo().isPositive(), "rpo must be longer than nothing");
        check(settings.freshFor().compareTo(Duration.ofSeconds(10)) >= 0, "fresh-for must be 10 s or more");
        try {
            return new Objectives(new RegionName(settings.region()), settings.rpo(), settings.freshFor());
        } catch (LifeboatException e) {
            throw new LifeboatException(
                    ErrorCode.CONFIGURATION_INVALID, "lifeboat.notifier.objectives.region: " + e.explanation(), e);
        }
    }

    /** False also for a time in the future: somebody's clock is wrong, and that is no better than silence. */
    public boolean isFresh(@Nullable Instant at, Instant now) {
        return at != null && Duration.between(at, now).abs().compareTo(freshFor) <= 0;
    }

    private static void check(boolean valid, String rule) {
        if (!valid) {
            throw new LifeboatException(ErrorCode.CONFIGURATION_INVALID, "lifeboat.notifier.objectives." + rule);
        }
    }
}
