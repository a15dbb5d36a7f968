package org.theorder.lifeboat.monitor.rule;

import java.util.List;
import org.theorder.lifeboat.events.Fact;

/** That a check cannot be evaluated is itself watched, with the same machinery. */
public final class Blindness {
    private Blindness() {}

    /** Bad while the check is unknown for no known reason, good while it sees anything at all. */
    public static Reading of(Subject subject, Reading reading) {
        return switch (reading) {
            case Reading.Unknown(String why, boolean explained) ->
                explained
                        ? new Reading.Between(why)
                        : new Reading.Bad(
                                why,
                                "Monitoring is blind: " + subject.key() + " cannot be evaluated",
                                List.of(new Fact("check", subject.key().toString()), new Fact("reason", why)));
            case Reading.Good _, Reading.Bad _, Reading.Measured _, Reading.Between _ ->
                new Reading.Good("evaluated again");
        };
    }

    /** The subject of the incident about a check that cannot be evaluated: for the team of that check. */
    public static Subject subject(Rule rule, Subject unseen) {
        return new Subject(
                new SubjectKey(RuleName.MONITORING_BLIND, name(unseen.key())),
                unseen.cluster(),
                unseen.component(),
                Changes.team(rule.team()));
    }

    /** The name under which not seeing a check is an incident, for example {@code replication-lag/shop/dr}. */
    public static String name(SubjectKey unseen) {
        return unseen.rule() + "/" + unseen.subject();
    }
}
