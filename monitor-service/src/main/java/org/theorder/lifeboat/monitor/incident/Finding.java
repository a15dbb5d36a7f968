package org.theorder.lifeboat.monitor.incident;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.monitor.rule.Rule;
import org.theorder.lifeboat.monitor.rule.Subject;

/**
 * Reason to open an incident.
 *
 * @param rule as it counts for the subject
 * @param title one line; like {@code message} it ends up on public pages, so it names no address
 * @param facts evidence for the responsible team
 * @param plan the recovery plan to consider; null if none
 * @param muted why nobody is to be disturbed by it for now; null if people are to be told
 */
public record Finding(
        Rule rule,
        Subject subject,
        Severity severity,
        String title,
        String message,
        List<Fact> facts,
        @Nullable String plan,
        @Nullable String muted) {
    /** One that people are told about. */
    public Finding(
            Rule rule,
            Subject subject,
            Severity severity,
            String title,
            String message,
            List<Fact> facts,
            @Nullable String plan) {
        this(rule, subject, severity, title, message, facts, plan, null);
    }
}
