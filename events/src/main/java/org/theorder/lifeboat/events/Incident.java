package org.theorder.lifeboat.events;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of an incident, carried whole by each of its events so that every event can be understood alone.
 *
 * @param version counts the changes of this incident from 1; a reader keeps the highest
 * @param rule the rule that fired, for example {@code service-down}
 * @param subject what it fired for, for example {@code shop}
 * @param component the status-page component that is affected
 * @param title one line, for people
 * @param suggestedPlan the recovery plan to consider; null if none
 * @param acknowledgedBy the person who took it; null while nobody has
 * @param resolvedAt null while open
 * @param muted why nobody is to be disturbed by it for now, although it is shown: what it depends on is down, or there is
 *     maintenance; null if people are to be told. An update that takes it away while the incident is open owes them the news
 */
public record Incident(
        IncidentId id,
        int version,
        String rule,
        String subject,
        Severity severity,
        Impact impact,
        IncidentStatus status,
        String component,
        Team team,
        String title,
        List<Fact> facts,
        @Nullable String suggestedPlan,
        @Nullable String acknowledgedBy,
        Instant openedAt,
        @Nullable Instant resolvedAt,
        @Nullable String muted) {
    /** @throws LifeboatException REQUEST_INVALID if its status is one that is only said */
    public Incident {
        if (status == IncidentStatus.POSTMORTEM) {
            throw new LifeboatException(
                    ErrorCode.REQUEST_INVALID, "a postmortem is said about an incident that is resolved");
        }
    }

    /** An incident that people are told about. */
    public Incident(
            IncidentId id,
            int version,
            String rule,
            String subject,
            Severity severity,
            Impact impact,
            IncidentStatus status,
            String component,
            Team team,
            String title,
            List<Fact> facts,
            @Nullable String suggestedPlan,
            @Nullable String acknowledgedBy,
            Instant openedAt,
            @Nullable Instant resolvedAt) {
        this(
                id,
                version,
                rule,
                subject,
                severity,
                impact,
                status,
                component,
                team,
                title,
                facts,
                suggestedPlan,
                acknowledgedBy,
                openedAt,
                resolvedAt,
                null);
    }
}
