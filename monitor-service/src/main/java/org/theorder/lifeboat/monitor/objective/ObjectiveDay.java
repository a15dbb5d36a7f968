package org.theorder.lifeboat.monitor.objective;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One day of one cluster.
 *
 * @param day in UTC
 * @param regions by name; a day on which nobody looked has none
 * @param restores restores and drills that passed
 * @param worstRecoveryTime the slowest of them; null if there was none
 */
public record ObjectiveDay(
        LocalDate day,
        List<Region> regions,
        int restores,
        @Nullable Duration worstRecoveryTime) {
    /**
     * What a disaster would have cost, over the day.
     *
     * @param met share of the looks at which it was within the objective; 0 to 1. There is one to be made each half minute,
     *     on the first day from the first one on, today up to now
     * @param unknown share of the looks at which nobody could say, or that nobody made
     * @param worstRecoveryPoint the largest loss that was measured
     */
    public record Region(String region, double met, double unknown, Duration worstRecoveryPoint) {}
}
