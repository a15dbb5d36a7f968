package org.theorder.lifeboat.monitor.rule;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
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
 * @param unrest how often the rule was raised and cleared lately
 */
public record CheckStatus(
        CheckState state,
        Instant since,
        String value,
        @Nullable Instant lastGoodAt,
        Instant evaluatedAt,
        Condition condition,
        Condition sight,
        Unrest unrest) {
    /** Before the first look. */
    public static CheckStatus unseen(Instant now) {
        return new CheckStatus(
                CheckState.UNKNOWN, now, "not evaluated yet", null, now, Condition.START, Condition.START, Unrest.NONE);
    }

    /**
     * What a reading led to.
     *
     * @param judgements what changes an incident, in the order in which it is to be told; mostly nothing
     */
    public record Outcome(CheckStatus status, List<Judgement> judgements) {}

    /**
     * Takes a reading in.
     *
     * @param elapsed since the reading before, by a monotonic clock; zero if there was none in this process
     */
    public Outcome judge(RuleSet rules, Subject subject, Reading reading, Instant now, Duration elapsed) {
        Rule rule = rules.of(subject);
        Verdict verdict = rule.verdict(reading);
        Condition.Step own = condition.next(verdict, elapsed, rule.damping());

        Rule blind = rules.of(Blindness.subject(rule, subject));
        Reading seen = Blindness.of(subject, reading);
        Condition.Step sighted = sight.next(blind.verdict(seen), elapsed, blind.damping());

        // what must never be muted is not damped either
        Condition.Change counted = rule.always() ? Condition.Change.NONE : own.change();
        List<Duration> changes = unrest.after(counted, elapsed);
        Subject unresting = Unrest.subject(rule, subject);
        Rule flapping = Unrest.rule(rules, unresting, condition, own.condition());
        Reading restless = Unrest.reading(subject.key(), reading, counted, changes);
        Condition.Step calmed = unrest.condition().next(flapping.verdict(restless), elapsed, flapping.damping());

        Condition.Change told = toldWhile(own.change(), calmed);
        // once it is at rest, what is still bad is raised anew, and what was before is forgotten
        boolean calm = calmed.change() == Condition.Change.CLEARED;
        CheckState shown = shown(verdict, own.condition());
        CheckStatus status = new CheckStatus(
                shown,
                shown == state ? since : now,
                reading.value(),
                verdict == Verdict.Plain.GOOD ? now : lastGoodAt,
                now,
                calm ? Condition.START : own.condition(),
                sighted.condition(),
                calm ? Unrest.NONE : new Unrest(changes, calmed.condition()));
        List<Judgement> judgements = Stream.of(
                        new Judgement(rule, subject, reading, told),
                        new Judgement(blind, Blindness.subject(rule, subject), seen, sighted.change()),
                        new Judgement(flapping, unresting, restless, calmed.change()))
                .filter(judgement -> judgement.change() != Condition.Change.NONE)
                .toList();
        return new Outcome(status, judgements);
    }

    /** While it flaps, that is the incident; only what ends at the moment it begins to flap is still told. */
    private static Condition.Change toldWhile(Condition.Change change, Condition.Step flapping) {
        boolean begins = flapping.change() == Condition.Change.RAISED;
        boolean flaps = flapping.condition() instanceof Condition.Raised;
        return flaps && !(begins && change == Condition.Change.CLEARED) ? Condition.Change.NONE : change;
    }

    private static CheckState shown(Verdict verdict, Condition condition) {
        return switch (verdict) {
            case Verdict.Plain.UNKNOWN -> CheckState.UNKNOWN;
            case Verdict.Bad _ -> CheckState.FAILING;
            case Verdict.Plain.GOOD, Verdict.Plain.BETWEEN ->
                condition instanceof Condition.Raised ? CheckState.FAILING : CheckState.OK;
        };
    }
}
