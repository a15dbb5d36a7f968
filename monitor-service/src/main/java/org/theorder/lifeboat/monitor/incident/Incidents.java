package org.theorder.lifeboat.monitor.incident;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.IncidentId;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.SubjectKey;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Transaction;

/**
 * Opens, updates and resolves incidents. Each change locks the incident and counts its version up, so versions have no gaps
 * and events leave in their order.
 */
@ApplicationScoped
public class Incidents {
    private final Database database;
    private final IncidentStore store;
    private final IncidentLog log;
    private final IncidentPages pages;
    private final Clock clock;

    Incidents(Database database, IncidentStore store, IncidentLog log, IncidentPages pages, Clock clock) {
        this.database = database;
        this.store = store;
        this.log = log;
        this.pages = pages;
        this.clock = clock;
    }

    /** Opens an incident unless the rule has an open one for the subject. */
    public Optional<Incident> open(Transaction tx, Finding finding) {
        return openEach(tx, List.of(finding)).stream().findFirst();
    }

    /**
     * As {@link #open} one after the other, with as few waits for the database as for one.
     *
     * @return those that were opened
     */
    public List<Incident> openEach(Transaction tx, List<Finding> findings) {
        Instant now = clock.instant();
        return log.opened(
                tx, findings.stream().map(finding -> opening(finding, now)).toList());
    }

    private Opening opening(Finding finding, Instant now) {
        SubjectKey key = finding.subject().key();
        IncidentId id = IncidentIds.of(key, now);
        Incident incident = new Incident(
                id,
                1,
                key.rule().wireName(),
                key.subject(),
                finding.severity(),
                finding.rule().impact(),
                IncidentStatus.INVESTIGATING,
                finding.subject().component(),
                finding.rule().team(),
                finding.title(),
                Stream.concat(finding.facts().stream(), pages.of(id).stream()).toList(),
                finding.plan(),
                null,
                now,
                null,
                finding.muted());
        return new Opening(incident, finding.subject().cluster(), finding.message());
    }

    /**
     * Raises the severity of the open incident and adds evidence.
     *
     * @return false if none is open
     */
    public boolean update(Transaction tx, SubjectKey key, Severity severity, List<Fact> facts, String message) {
        Optional<Incident> open = store.lockOpen(tx, key);
        open.ifPresent(incident -> log.updated(
                tx, Revision.of(incident).atLeast(severity).facts(facts).incident(), message, null));
        return open.isPresent();
    }

    /**
     * As {@link #update}, and from now on the incident is called by what it has become.
     *
     * @return false if none is open
     */
    public boolean worsen(
            Transaction tx, SubjectKey key, Severity severity, String title, List<Fact> facts, String message) {
        Optional<Incident> open = store.lockOpen(tx, key);
        open.ifPresent(incident -> log.updated(
                tx,
                Revision.of(incident)
                        .atLeast(severity)
                        .title(title)
                        .facts(facts)
                        .incident(),
                message,
                null));
        return open.isPresent();
    }

    /** Resolves the open incident; nothing happens if none is open. */
    public void resolve(Transaction tx, SubjectKey key, String message) {
        store.lockOpen(tx, key).ifPresent(incident -> log.resolved(tx, over(incident), message, null));
    }

    /** Resolves all that a rule has open about a cluster. */
    public void resolveAll(Transaction tx, RuleName rule, ClusterName cluster, String message) {
        store.lockOpen(tx, rule, cluster).forEach(incident -> log.resolved(tx, over(incident), message, null));
    }

    private Incident over(Incident incident) {
        return Revision.of(incident).resolvedAt(clock.instant()).incident();
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
        incidents.forEach(incident -> log.updated(
                tx, Revision.of(incident).status(status).facts(List.of(fact)).incident(), message, null));
    }

    /**
     * A person takes the incident. Saying it twice changes nothing.
     *
     * @throws LifeboatException NOT_FOUND; ALREADY_EXISTS if it is resolved
     */
    public Incident acknowledge(IncidentId id, String by) {
        return database.inTransaction(tx -> {
            Incident incident = lockOpen(tx, id, "there is nothing to take");
            return by.equals(incident.acknowledgedBy())
                    ? incident
                    : log.updated(
                            tx,
                            Revision.of(incident).acknowledgedBy(by).incident(),
                            "The " + incident.team().wireName() + " team is on it.",
                            null);
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
            return log.updated(tx, Revision.of(incident).incident(), text, by);
        });
    }

    /**
     * A person says that it is over. If its cause is still there, it is told again when it gets worse, or when it comes back
     * after it was gone.
     *
     * @throws LifeboatException NOT_FOUND; ALREADY_EXISTS if it is resolved
     */
    public Incident resolve(IncidentId id, String by, String text) {
        return database.inTransaction(
                tx -> log.resolved(tx, over(lockOpen(tx, id, "there is nothing to resolve")), text, by));
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
                .ifPresent(incident ->
                        log.updated(tx, Revision.of(incident).audible().incident(), message, null));
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
        return store.timelines(incidents.stream().map(Incident::id).toList());
    }

    /** How many are open. */
    public long openCount() {
        return store.openCount();
    }

    /** What a rule has open incidents about. */
    public Set<String> openSubjects(RuleName rule) {
        return store.subjectsWithOpen(rule);
    }
}
