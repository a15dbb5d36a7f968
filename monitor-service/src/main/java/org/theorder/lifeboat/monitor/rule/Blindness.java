package org.theorder.lifeboat.monitor.rule;

import java.util.List;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.events.Impact;
import org.theorder.lifeboat.events.Severity;

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
                                Severity.WARNING,
                                why,
                                "Monitoring is blind: " + subject.key() + " cannot be evaluated",
                                List.of(new Fact("check", subject.key().toString()), new Fact("reason", why)));
            case Reading.Good _, Reading.Bad _, Reading.Between _ -> new Reading.Good("evaluated again");
        };
    }

    /** The subject of the incident about a check that cannot be evaluated. */
    public static Subject subject(Subject unseen) {
        return new Subject(
                new SubjectKey(Rule.MONITORING_BLIND, name(unseen.key())),
                unseen.cluster(),
                unseen.component(),
                unseen.team(),
                Impact.NONE,
                Damping.NONE,
                "cannot be evaluated",
                null);
    }

    /** The name under which not seeing a check is an incident, for example {@code replication-lag/shop/dr}. */
    public static String name(SubjectKey unseen) {
        return unseen.rule() + "/" + unseen.subject();
    }
}
