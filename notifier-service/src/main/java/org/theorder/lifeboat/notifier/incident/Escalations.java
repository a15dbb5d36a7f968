package org.theorder.lifeboat.notifier.incident;

import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.IncidentId;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Row;
import org.theorder.lifeboat.outbox.Transaction;

/**
 * Table {@code escalation}: a critical incident that nobody has acknowledged in time is told to more people, once. The time
 * runs in the database, so it neither ends with a process nor counts twice when two look at it.
 */
@ApplicationScoped
class Escalations {
    private static final Telling ESCALATED = new Telling(Telling.Kind.ESCALATED, "escalated");

    private final Database database;
    private final IncidentStore store;
    private final List<Audience> audiences;
    private final Duration after;

    Escalations(Database database, IncidentStore store, @All List<Audience> audiences, EscalationSettings settings) {
        if (!settings.after().isPositive()) {
            throw new LifeboatException(
                    ErrorCode.CONFIGURATION_INVALID, "lifeboat.notifier.escalation.after must be longer than nothing");
        }
        this.database = database;
        this.store = store;
        this.audiences = audiences;
        this.after = settings.after();
    }

    /** People were told of this incident: the time begins, if somebody must acknowledge it and it does not run already. */
    void begin(Transaction tx, Incident incident, Instant now) {
        if (isOwed(incident)) {
            tx.update("""
                    insert into escalation (incident, due_at) values ($1, $2)
                    on conflict (incident) do nothing""", incident.id().value(), now.plus(after));
        }
    }

    /**
     * Escalates the incident whose time came first.
     *
     * @return false if no time has come
     */
    boolean next(Instant now) {
        return database.inTransaction(tx -> {
            List<Row> due = tx.query("""
                    select incident from escalation
                     where done_at is null and due_at <= $1
                     order by due_at limit 1 for update skip locked""", now);
            due.forEach(row -> escalate(tx, new IncidentId(row.string("incident")), now));
            return !due.isEmpty();
        });
    }

    private void escalate(Transaction tx, IncidentId id, Instant now) {
        Optional<IncidentStore.Stored> known = store.lock(tx, id);
        known.filter(stored -> isOwed(stored.state())).ifPresent(stored -> {
            RecordedIncident incident = store.get(tx, id);
            audiences.forEach(audience -> audience.tell(tx, incident, ESCALATED, stored.threadSubject()));
        });
        tx.update("update escalation set done_at = $2 where incident = $1", id.value(), now);
    }

    /** What a person opened, a person has in hand. */
    private static boolean isOwed(Incident incident) {
        return incident.severity() == Severity.CRITICAL
                && incident.status() != IncidentStatus.RESOLVED
                && incident.acknowledgedBy() == null
                && !incident.rule().equals(OperatorWords.RULE);
    }
}
