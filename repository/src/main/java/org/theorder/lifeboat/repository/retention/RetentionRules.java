package org.theorder.lifeboat.repository.retention;

import java.time.Duration;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * What a cluster wants to be kept.
 *
 * @param fulls how long full backups are kept, from their completion
 * @param incrementals how long incremental ones are; those that a kept one builds on stay as long as it does
 * @param leastFulls so many of the newest restorable full backups stay whatever their age; 0 for no such rule
 * @param verifiedReplacement whether a backup goes only when a newer one was read back without fault in the same region
 * @param leftovers how long objects that nothing refers to stay: longer than any backup or copy takes between two objects
 * @param tombstones how long it is remembered that a backup was given up; longer than a region is usually away
 */
public record RetentionRules(
        Duration fulls,
        Duration incrementals,
        int leastFulls,
        boolean verifiedReplacement,
        Duration leftovers,
        Duration tombstones) {
    private static final Duration SHORTEST_LEFTOVERS = Duration.ofHours(1);

    /** @throws LifeboatException CONFIGURATION_INVALID with the value that is out of range */
    public RetentionRules {
        check(!fulls.isNegative() && !incrementals.isNegative(), "ages of backups cannot be negative");
        check(leastFulls >= 0, "the number of full backups cannot be negative");
        check(leftovers.compareTo(SHORTEST_LEFTOVERS) >= 0, "leftovers must stay an hour at least");
        check(!tombstones.isNegative(), "the age of tombstones cannot be negative");
    }

    /** 30 days of full backups, 7 days of incremental ones. */
    public static RetentionRules defaults() {
        return new RetentionRules(
                Duration.ofDays(30), Duration.ofDays(7), 0, false, Duration.ofDays(1), Duration.ofDays(90));
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new LifeboatException(ErrorCode.CONFIGURATION_INVALID, "retention: " + otherwise);
        }
    }
}
