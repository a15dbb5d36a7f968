package org.theorder.lifeboat.notifier.incident;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.Impact;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.IncidentId;
import org.theorder.lifeboat.events.IncidentOpened;
import org.theorder.lifeboat.events.IncidentResolved;
import org.theorder.lifeboat.events.IncidentSaid;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.events.IncidentUpdated;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Team;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.notifier.component.Catalog;
import org.theorder.lifeboat.notifier.wording.ForeignText;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Outbox;
import org.theorder.lifeboat.outbox.Transaction;

/**
 * What people write: incidents of their own, and words about those that machines opened. It counts at once, without Kafka, and
 * is published besides, so that the notifiers of other regions show it too. Who wrote it is kept here alone.
 */
@ApplicationScoped
class OperatorWords {
    /** The rule of incidents that a person opened. */
    static final String RULE = "manual";

    private final Database database;
    private final IncidentStore store;
    private final IncidentRecorder recorder;
    private final Catalog catalog;
    private final Outbox outbox;
    private final Clock clock;

    OperatorWords(
            Database database,
            IncidentStore store,
            IncidentRecorder recorder,
            Catalog catalog,
            Outbox outbox,
            Clock clock) {
        this.database = database;
        this.store = store;
        this.recorder = recorder;
        this.catalog = catalog;
        this.outbox = outbox;
        this.clock = clock;
    }

    RecordedIncident open(
            String title,
            String component,
            String body,
            Impact impact,
            IncidentStatus status,
            Severity severity,
            Team team,
            String author) {
        check(!title.isBlank(), "title must say what is wrong, in a line");
        check(!body.isBlank(), "body must say something");
        check(status != IncidentStatus.RESOLVED, "an incident does not begin as resolved");
        check(
                catalog.component(component).isPresent(),
                "there is no component '" + ForeignText.line(component, 80) + "'");
        Instant now = clock.instant();
        Incident incident = new Incident(
                IncidentIds.begun(RULE + "-" + component, now),
                1,
                RULE,
                component,
                severity,
                impact,
                status,
                component,
                team,
                ForeignText.line(title),
                List.of(),
                null,
                null,
                now,
                null);
        return database.inTransaction(tx -> {
            IncidentOpened event = new IncidentOpened(incident, ForeignText.body(body), false, now);
            recorder.record(tx, IncidentNews.of(event).by(author));
            outbox.publish(tx, Topics.INCIDENT_OPENED, incident.id().value(), event);
            return store.get(tx, incident.id());
        });
    }

    /**
     * @param status null leaves it as it is
     * @param impact null leaves it as it is
     * @param author who says it, for operators alone
     */
    RecordedIncident say(
            IncidentId id, String body, @Nullable IncidentStatus status, @Nullable Impact impact, String author) {
        check(!body.isBlank(), "body must say something");
        String text = ForeignText.body(body);
        return database.inTransaction(tx -> {
            IncidentStore.Stored known = store.lock(tx, id)
                    .orElseThrow(() -> new LifeboatException(ErrorCode.NOT_FOUND, "there is no incident " + id));
            Incident before = known.state();
            boolean postmortem = status == IncidentStatus.POSTMORTEM;
            boolean resolved = before.status() == IncidentStatus.RESOLVED;
            if (resolved && (impact != null || (status != null && !postmortem))) {
                throw new LifeboatException(
                        ErrorCode.BUSY,
                        "the incident is resolved; it can be commented on, with the status postmortem too, or open a new one");
            }
            if (postmortem && !resolved) {
                throw new LifeboatException(
                        ErrorCode.BUSY, "the incident goes on; a postmortem is said when it is resolved");
            }
            if (before.rule().equals(RULE) && !postmortem) {
                carryOn(tx, before, text, status, impact, author);
            } else {
                comment(tx, known, text, status, impact, author);
            }
            return store.get(tx, id);
        });
    }

    /** An incident of a person's own: the next version. */
    private void carryOn(
            Transaction tx,
            Incident before,
            String text,
            @Nullable IncidentStatus status,
            @Nullable Impact impact,
            String author) {
        Instant now = clock.instant();
        IncidentStatus after = status == null ? before.status() : status;
        boolean resolved = after == IncidentStatus.RESOLVED;
        Incident incident = changed(
                before,
                before.version() + 1,
                after,
                impact,
                resolved ? Optional.ofNullable(before.resolvedAt()).orElse(now) : null);
        if (resolved) {
            IncidentResolved event = new IncidentResolved(incident, text, false, now);
            recorder.record(tx, IncidentNews.of(event).by(author));
            outbox.publish(tx, Topics.INCIDENT_RESOLVED, incident.id().value(), event);
        } else {
            IncidentUpdated event = new IncidentUpdated(incident, text, false, now);
            recorder.record(tx, IncidentNews.of(event).by(author));
            outbox.publish(tx, Topics.INCIDENT_UPDATED, incident.id().value(), event);
        }
    }

    /**
     * A machine's incident: its versions belong to monitor-service, so the line gets an id of its own and no version. So does a
     * postmortem, which changes nothing any more.
     */
    private void comment(
            Transaction tx,
            IncidentStore.Stored known,
            String text,
            @Nullable IncidentStatus status,
            @Nullable Impact impact,
            String author) {
        if (status == IncidentStatus.RESOLVED) {
            throw new LifeboatException(
                    ErrorCode.BUSY,
                    "monitor-service opened this incident and resolves it as soon as its condition is over; say what you know without a status");
        }
        Incident before = known.state();
        IncidentSaid said = new IncidentSaid(
                before.id(),
                "said-" + UUID.randomUUID(),
                before.version(),
                status == null ? before.status() : status,
                impact == null ? before.impact() : impact,
                text,
                clock.instant());
        recorder.said(tx, said, author);
        outbox.publish(tx, Topics.INCIDENT_SAID, before.id().value(), said);
    }

    /** @param impact null leaves it as it is */
    static Incident changed(
            Incident before,
            int version,
            IncidentStatus status,
            @Nullable Impact impact,
            @Nullable Instant resolvedAt) {
        return new Incident(
                before.id(),
                version,
                before.rule(),
                before.subject(),
                before.severity(),
                impact == null ? before.impact() : impact,
                status,
                before.component(),
                before.team(),
                before.title(),
                before.facts(),
                before.suggestedPlan(),
                before.acknowledgedBy(),
                before.openedAt(),
                resolvedAt);
    }

    private static void check(boolean valid, String rule) {
        if (!valid) {
            throw new LifeboatException(ErrorCode.REQUEST_INVALID, rule);
        }
    }
}
