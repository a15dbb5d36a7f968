package org.theorder.lifeboat.monitor.rule;

import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Severity;

/**
 * What follows from a reading for one rule and subject, and so for its incident.
 *
 * @param rule as it counts for the subject
 * @param change what the reading did to the condition
 */
public record Judgement(Rule rule, Subject subject, Reading reading, Condition.Change change) {
    /** How grave it is; only for a reading that raised or worsened. */
    public Severity severity() {
        if (rule.verdict(reading) instanceof Verdict.Bad(Severity severity)) {
            return severity;
        }
        throw new LifeboatException(ErrorCode.INTERNAL, subject.key() + " has no severity while it is not bad");
    }

    /** What an incident says; only for a reading that raised or worsened. */
    public Reading.Telling telling() {
        if (reading instanceof Reading.Telling telling) {
            return telling;
        }
        throw new LifeboatException(ErrorCode.INTERNAL, subject.key() + " has nothing to tell while it is not bad");
    }
}
