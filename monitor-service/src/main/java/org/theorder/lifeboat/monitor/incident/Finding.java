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
 */
public record Finding(
        Rule rule,
        Subject subject,
        Severity severity,
        String title,
        String message,
        List<Fact> facts,
        @Nullable String plan) {}
