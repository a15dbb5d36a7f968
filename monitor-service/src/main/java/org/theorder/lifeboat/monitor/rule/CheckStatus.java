package org.theorder.lifeboat.monitor.rule;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * All that is remembered about a check; survives restarts.
 *
 * @param since when {@code state} was entered
 * @param value the last reading, or why there is none
 * @param lastGoodAt when it was last good; null if never
 * @param evaluatedAt when it was last looked at
 * @param condition whether its rule is raised
 * @param sight whether it is raised that the check cannot be evaluated
 */
public record CheckStatus(
        CheckState state,
        Instant since,
        String value,
        @Nullable Instant lastGoodAt,
        Instant evaluatedAt,
        Condition condition,
        Condition sight) {
    /** How often in a row a check must be unknown, besides the configured duration, before that is an incident. */
    static final int BLIND_AFTER = 3;

    /** Before the first look. */
    public static CheckStatus unseen(Instant now) {
        return new CheckStatus(
                CheckState.UNKNOWN, now, "not evaluated yet", null, now, Condition.START, Condition.START);
    }

    /**
     * Takes a reading in.
     *
     * @param elapsed since the reading before, by a monotonic clock; zero if there was none in this process
     * @param blindFor how long a check must be unknown before that is an incident
     */
    public Judgement judge(Subject subject, Reading reading, Instant now, Duration elapsed, Duration blindFor) {
        Condition.Step step = condition.next(reading, elapsed, subject.damping());
        Condition.Step seen = sight.next(
                Blindness.of(subject, reading), elapsed, new Damping(BLIND_AFTER, blindFor, 1, Duration.ZERO));
        CheckState next = shown(reading, step.condition());
        CheckStatus status = new CheckStatus(
                next,
                next == state ? since : now,
                reading.value(),
                reading instanceof Reading.Good ? now : lastGoodAt,
                now,
                step.condition(),
                seen.condition());
        return new Judgement(subject, reading, status, step.change(), seen.change());
    }

    private static CheckState shown(Reading reading, Condition condition) {
        return switch (reading) {
            case Reading.Unknown _ -> CheckState.UNKNOWN;
            case Reading.Bad _ -> CheckState.FAILING;
            case Reading.Good _, Reading.Between _ ->
                condition instanceof Condition.Raised ? CheckState.FAILING : CheckState.OK;
        };
    }
}
