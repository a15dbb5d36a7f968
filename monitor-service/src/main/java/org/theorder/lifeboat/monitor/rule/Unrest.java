package org.theorder.lifeboat.monitor.rule;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.theorder.lifeboat.events.Fact;

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

    /** The number of changes at a look that brought one, and zero at a quiet one. */
    static Reading reading(SubjectKey key, Condition.Change change, List<Duration> changes) {
        if (change == Condition.Change.NONE || change == Condition.Change.WORSENED) {
            return new Reading.Good("has come to rest");
        }
        String often = changes.size() + " changes in " + WINDOW.toMinutes() + " min";
        return new Reading.Measured(
                changes.size(),
                often,
                key.subject() + " is flapping: " + key.rule() + " comes and goes",
                List.of(new Fact("rule", key.rule().wireName()), new Fact("changes", often)));
    }

    /** The subject of the incident about a check that flaps: for the team of that check. */
    static Subject subject(Rule rule, Subject restless) {
        return new Subject(
                new SubjectKey(RuleName.FLAPPING, Blindness.name(restless.key())),
                restless.cluster(),
                restless.component(),
                Changes.team(rule.team()));
    }
}
