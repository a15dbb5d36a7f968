package org.theorder.lifeboat.monitor.rule;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.Impact;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Team;

/**
 * What is different from a rule for some of its subjects; what is null stays as it is.
 *
 * @param warning limit in the unit of the rule, durations in seconds; so are {@code critical} and {@code good}
 */
public record Changes(
        @Nullable Double warning,
        @Nullable Double critical,
        @Nullable Double good,
        @Nullable Integer raiseAfter,
        @Nullable Duration raiseFor,
        @Nullable Integer clearAfter,
        @Nullable Duration clearFor,
        @Nullable Severity severity,
        @Nullable Team team,
        @Nullable Impact impact,
        @Nullable String plan) {
    /** Nothing is different. */
    public static final Changes NONE = new Changes(null, null, null, null, null, null, null, null, null, null, null);

    /** Another team alone. */
    public static Changes team(Team team) {
        return told(null, team, null, null);
    }

    /** Critical beyond this, in the unit of the rule. */
    static Changes critical(double limit) {
        return new Changes(null, limit, null, null, null, null, null, null, null, null, null);
    }

    /** Who is told how loudly, and of what; the limits stay. */
    public static Changes told(
            @Nullable Severity severity, @Nullable Team team, @Nullable Impact impact, @Nullable String plan) {
        return new Changes(null, null, null, null, null, null, null, severity, team, impact, plan);
    }
}
