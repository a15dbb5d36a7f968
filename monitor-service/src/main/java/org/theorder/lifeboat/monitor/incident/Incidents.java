package org.theorder.lifeboat.monitor.incident;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.IncidentId;
import org.theorder.lifeboat.events.IncidentOpened;
import org.theorder.lifeboat.events.IncidentResolved;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.events.IncidentUpdated;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.SubjectKey;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Outbox;
import org.theorder.lifeboat.outbox.Transaction;

/**
 * Opens, updates and resolves incidents. Row, timeline entry and event commit together; each change locks the incident and
 * counts its version up, so versions have no gaps and events leave in their order.
 */
@ApplicationScoped
public class Incidents {
    private static final Logger LOG = LoggerFactory.getLogger(Incidents.class);

    private final Database database;
    private final IncidentStore store;
    private final Outbox outbox;
    private final Clock clock;

    Incidents(Database database, IncidentStore store, Outbox outbox, Clock clock) {
        this.database = database;
        this.store = store;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** Opens an incident unless the rule has an open one for the subject. */
    public Optional<Incident> open(Transaction tx, Finding finding) {
        Instant now = clock.instant();
        SubjectKey key = finding.subject().key();
        Incident incident = new Incident(
                IncidentIds.of(key, now),
                1,
                key.rule().wireName(),
                key.subject(),
                finding.severity(),
                finding.rule().impact(),
                IncidentStatus.INVESTIGATING,
                finding.subject().component(),
                finding.rule().team(),
                finding.title(),
                List.copyOf(finding.facts()),
                finding.plan(),
                null,
                now,
                null,
                finding.muted());
        if (!store.insert(tx, incident, finding.subject().cluster())) {
            return Optional.empty();
        }
        store.append(tx, incident.id(), entry(incident, finding.message(), null, now));
        outbox.publish(
                tx,
                Topics.INCIDENT_OPENED,
                incident.id().value(),
                new IncidentOpened(incident, finding.message(), true, now));
        tx.afterCommit(() -> LOG.warn("incident opened incidentId={}", incident.id()));
        return Optional.of(incident);
    }

    /**
     * Raises the severity of the open incident and adds evidence.
     *
     * @return false if none is open
     */
    public boolean update(Transaction tx, SubjectKey key, Severity severity, List<Fact> facts, String message) {
        Optional<Incident> open = store.lockOpen(tx, key);
        open.ifPresent(incident -> {
            Severity worst = severity.compareTo(incident.severity()) < 0 ? severity : incident.severity();
            updated(
                    tx,
                    next(incident, worst, incident.status(), merged(incident.facts(), facts), null, null),
                    message,
                    null);
        });
        return open.isPresent();
    }

    /** Resolves the open incident; nothing happens if none is open. */
    public void resolve(Transaction tx, SubjectKey key, String message) {
        store.lockOpen(tx, key).ifPresent(incident -> resolve(tx, incident, message, null));
    }

    private Incident resolve(Transaction tx, Incident open, String message, @Nullable String by) {
        Instant now = clock.instant();
        Incident incident = next(open, open.severity(), IncidentStatus.RESOLVED, open.facts(), null, now);
        store.update(tx, incident);
        store.append(tx, incident.id(), entry(incident, message, by, now));
        outbox.publish(
                tx,
                Topics.INCIDENT_RESOLVED,
                incident.id().value(),
                new IncidentResolved(incident, message, by == null, now));
        tx.afterCommit(() -> LOG.info("incident resolved incidentId={}", incident.id()));
        return incident;
    }

    /**
     * Adds what is known about a recovery to the incident that it answers: the one it names, else every open incident of
     * this cluster's service.
     *
     * @param status where the work stands now; a resolved incident stays resolved
     */
    public void recovery(
            Transaction tx,
            @Nullable IncidentId named,
            ClusterName cluster,
            IncidentStatus status,
            Fact fact,
            String message) {
        Optional<Incident> answered = named == null ? Optional.empty() : store.lock(tx, named);
        List<Incident> incidents =
                answered.map(List::of).orElseGet(() -> store.lockOpen(tx, RuleName.SERVICE_DOWN, cluster));
        incidents.forEach(incident -> {
            IncidentStatus next = incident.resolvedAt() == null ? status : incident.status();
            List<Fact> facts = merged(incident.facts(), List.of(fact));
            updated(tx, next(incident, incident.severity(), next, facts, null, incident.resolvedAt()), message, null);
        });
    }

    /**
     * A person takes the incident. Saying it twice changes nothing.
     *
     * @throws LifeboatException NOT_FOUND; ALREADY_EXISTS if it is resolved
     */
    public Incident acknowledge(IncidentId id, String by) {
        return database.inTransaction(tx -> {
            Incident incident = lockOpen(tx, id, "there is nothing to take");
            if (by.equals(incident.acknowledgedBy())) {
                return incident;
            }
            Incident taken = next(incident, incident.severity(), incident.status(), incident.facts(), by, null);
            updated(tx, taken, "The " + incident.team().wireName() + " team is on it.", null);
            return taken;
        });
    }

    /**
     * A person tells people something about the incident; a resolved one stays resolved.
     *
     * @throws LifeboatException NOT_FOUND
     */
    public Incident comment(IncidentId id, String by, String text) {
        return database.inTransaction(tx -> {
            Incident incident = store.lock(tx, id).orElseThrow(() -> unknown(id));
            Incident told = next(
                    incident, incident.severity(), incident.status(), incident.facts(), null, incident.resolvedAt());
            updated(tx, told, text, by);
            return told;
        });
    }

    /**
     * A person says that it is over. If its cause is still there, it is told again when it gets worse, or when it comes back
     * after it was gone.
     *
     * @throws LifeboatException NOT_FOUND; ALREADY_EXISTS if it is resolved
     */
    public Incident resolve(IncidentId id, String by, String text) {
        return database.inTransaction(tx -> resolve(tx, lockOpen(tx, id, "there is nothing to resolve"), text, by));
    }

    private Incident lockOpen(Transaction tx, IncidentId id, String so) {
        Incident incident = store.lock(tx, id).orElseThrow(() -> unknown(id));
        if (incident.resolvedAt() != null) {
            throw new LifeboatException(ErrorCode.ALREADY_EXISTS, "incident " + id + " is resolved already: " + so);
        }
        return incident;
    }

    /** Tells people of incidents that were muted, once the reason for that is gone. */
    public void unmute(Transaction tx, IncidentId id, String message) {
        store.lock(tx, id)
                .filter(incident -> incident.muted() != null && incident.resolvedAt() == null)
                .ifPresent(incident -> updated(
                        tx,
                        audible(next(incident, incident.severity(), incident.status(), incident.facts(), null, null)),
                        message,
                        null));
    }

    static LifeboatException unknown(IncidentId id) {
        return new LifeboatException(ErrorCode.NOT_FOUND, "there is no incident " + id + "; GET /incidents lists them");
    }

    /** All open ones, newest first. */
    public List<Incident> open() {
        return store.open();
    }

    /** Open ones that disturb nobody for now. */
    public List<MutedIncident> muted() {
        return store.muted();
    }

    /** What was said about each, oldest first. */
    public Map<IncidentId, List<IncidentEntry>> timelines(List<Incident> incidents) {
        return incidents.stream().collect(Collectors.toMap(Incident::id, incident -> store.timeline(incident.id())));
    }

    /** What a rule has open incidents about. */
    public Set<String> openSubjects(RuleName rule) {
        return store.subjectsWithOpen(rule);
    }

    /** Clusters whose service is down by an open incident. */
    public Set<ClusterName> clustersDown() {
        return store.clustersWithOpen(RuleName.SERVICE_DOWN);
    }

    private void updated(Transaction tx, Incident incident, String message, @Nullable String by) {
        Instant now = clock.instant();
        store.update(tx, incident);
        store.append(tx, incident.id(), entry(incident, message, by, now));
        outbox.publish(
                tx,
                Topics.INCIDENT_UPDATED,
                incident.id().value(),
                new IncidentUpdated(incident, message, by == null, now));
        tx.afterCommit(() -> LOG.info("incident updated incidentId={}", incident.id()));
    }

    private static IncidentEntry entry(Incident incident, String message, @Nullable String by, Instant now) {
        return new IncidentEntry(incident.version(), incident.status(), message, by == null, now, by);
    }

    private static Incident next(
            Incident before,
            Severity severity,
            IncidentStatus status,
            List<Fact> facts,
            @Nullable String acknowledgedBy,
            @Nullable Instant resolvedAt) {
        return new Incident(
                before.id(),
                before.version() + 1,
                before.rule(),
                before.subject(),
                severity,
                before.impact(),
                status,
                before.component(),
                before.team(),
                before.title(),
                facts,
                before.suggestedPlan(),
                acknowledgedBy == null ? before.acknowledgedBy() : acknowledgedBy,
                before.openedAt(),
                resolvedAt,
                before.muted());
    }

    private static Incident audible(Incident incident) {
        return new Incident(
                incident.id(),
                incident.version(),
                incident.rule(),
                incident.subject(),
                incident.severity(),
                incident.impact(),
                incident.status(),
                incident.component(),
                incident.team(),
                incident.title(),
                incident.facts(),
                incident.suggestedPlan(),
                incident.acknowledgedBy(),
                incident.openedAt(),
                incident.resolvedAt(),
                null);
    }

    /** A fact of the same name is replaced where it stands. */
    static List<Fact> merged(List<Fact> before, List<Fact> news) {
        List<Fact> facts = new ArrayList<>(before);
        for (Fact fact : news) {
            facts.replaceAll(known -> known.name().equals(fact.name()) ? fact : known);
            if (!facts.contains(fact)) {
                facts.add(fact);
            }
        }
        return List.copyOf(facts);
    }
}
