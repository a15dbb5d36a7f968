package org.theorder.lifeboat.monitor.check;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.Team;
import org.theorder.lifeboat.monitor.rule.CheckState;
import org.theorder.lifeboat.monitor.wording.Wording;

/**
 * A check as it is shown.
 *
 * @param since when the state was entered
 * @param value the last reading, or why there is none
 * @param threshold when it raises and clears
 * @param lastGoodAt null if it never was good
 */
public record Check(
        String rule,
        String subject,
        @Nullable String cluster,
        String component,
        Team team,
        CheckState state,
        Instant since,
        String value,
        String threshold,
        @Nullable Instant lastGoodAt,
        Instant evaluatedAt) {
    /** Older than this nobody is looking any more, whatever the last reading was. */
    static final Duration STALE = Duration.ofSeconds(30);

    /** The same check, unknown if it has not been evaluated lately: green needs somebody who looks. */
    public Check asOf(Instant now) {
        if (Duration.between(evaluatedAt, now).compareTo(STALE) <= 0) {
            return this;
        }
        return new Check(
                rule,
                subject,
                cluster,
                component,
                team,
                CheckState.UNKNOWN,
                evaluatedAt,
                "not evaluated since " + Wording.time(evaluatedAt, now) + "; then: " + value,
                threshold,
                lastGoodAt,
                evaluatedAt);
    }
}
