package org.theorder.lifeboat.monitor.rule;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.events.Severity;

/**
 * How often a rule was raised and cleared lately: too often is one incident {@link RuleName#FLAPPING} instead of many.
 *
 * @param changes how long ago the changes of the last {@link #WINDOW} were, newest last
 * @param condition whether it flaps
 */
public record Unrest(List<Duration> changes, Condition condition) {
    /** Changes that are older are forgotten. */
    static final Duration WINDOW = Duration.ofMinutes(15);

    /** Nothing has changed lately. */
    public static final Unrest NONE = new Unrest(List.of(), Condition.START);

    public Unrest {
        changes = List.copyOf(changes);
    }

    /** The changes after a further look. */
    List<Duration> after(Condition.Change change, Duration elapsed) {
        List<Duration> aged = new ArrayList<>();
        for (Duration ago : changes) {
            Duration older = ago.plus(elapsed);
            if (older.compareTo(WINDOW) <= 0) {
                aged.add(older);
            }
        }
        if (change == Condition.Change.RAISED || change == Condition.Change.CLEARED) {
            aged.add(Duration.ZERO);
        }
        return aged;
    }

    /**
     * The number of changes at a look that brought one, and good at a quiet one. A look that saw nothing is neither: what was
     * bad when it was seen last must not be taken for at rest.
     */
    static Reading reading(SubjectKey key, Reading seen, Condition.Change change, List<Duration> changes) {
        if (seen instanceof Reading.Unknown unknown) {
            return new Reading.Between(unknown.value());
        }
        if (change == Condition.Change.NONE) {
            return new Reading.Good("has come to rest");
        }
        String often = changes.size() + " changes in " + WINDOW.toMinutes() + " min";
        return new Reading.Measured(
                changes.size(),
                often,
                key.subject() + " is flapping: " + key.rule() + " comes and goes",
                List.of(new Fact("rule", key.rule().wireName()), new Fact("changes", often)));
    }

    /**
     * The rule of flapping for one check: as grave as what comes and goes, because nothing else tells of that meanwhile.
     *
     * @param before whether it was raised at the look before
     * @param after and now
     */
    static Rule rule(RuleSet rules, Subject flapping, Condition before, Condition after) {
        Rule rule = rules.of(flapping);
        return rule.thresholds() != null && (isCritical(before) || isCritical(after))
                ? rule.with(Changes.critical(rule.thresholds().first()))
                : rule;
    }

    private static boolean isCritical(Condition condition) {
        return condition instanceof Condition.Raised raised && raised.severity() == Severity.CRITICAL;
    }

    /** The subject of the incident about a check that flaps: for the team of that check, and felt as that is. */
    static Subject subject(Rule rule, Subject restless) {
        return new Subject(
                new SubjectKey(RuleName.FLAPPING, Blindness.name(restless.key())),
                restless.cluster(),
                restless.component(),
                Changes.told(null, rule.team(), rule.impact(), null));
    }
}
