package org.theorder.lifeboat.monitor.rule;

/**
 * What follows from a reading.
 *
 * @param change what it did to the rule's condition
 * @param sight what it did to the question whether the check can be evaluated at all
 */
public record Judgement(
        Subject subject, Reading reading, CheckStatus status, Condition.Change change, Condition.Change sight) {
    /** True if an incident must be opened, updated or resolved. */
    public boolean changesAnIncident() {
        return change != Condition.Change.NONE || sight != Condition.Change.NONE;
    }
}
