package org.theorder.lifeboat.monitor.rule;

/**
 * Identifies a check and its incident.
 *
 * @param subject what is watched, for example {@code shop} or {@code shop/dr}
 */
public record SubjectKey(RuleName rule, String subject) {
    @Override
    public String toString() {
        return rule + " " + subject;
    }
}
