package org.theorder.lifeboat.monitor.incident;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.IncidentOpened;
import org.theorder.lifeboat.events.IncidentResolved;
import org.theorder.lifeboat.events.IncidentUpdated;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.Outbox;
import org.theorder.lifeboat.outbox.Transaction;

/** Writes a version of an incident: its row, its line in the timeline and its event commit together. */
@ApplicationScoped
class IncidentLog {
    private static final Logger LOG = LoggerFactory.getLogger(IncidentLog.class);

    private final IncidentStore store;
    private final Outbox outbox;
    private final Clock clock;

    IncidentLog(IncidentStore store, Outbox outbox, Clock clock) {
        this.store = store;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** @return without those whose rule has an open one for the same subject: of them nothing is written */
    List<Incident> opened(Transaction tx, List<Opening> openings) {
        List<Opening> opened = store.insert(tx, openings);
        for (Opening each : opened) {
            Incident incident = each.incident();
            Instant now = append(tx, incident, each.message(), null);
            publish(tx, Topics.INCIDENT_OPENED, incident, new IncidentOpened(incident, each.message(), true, now));
        }
        return opened.stream().map(Opening::incident).toList();
    }

    /** @param by who said it; null if nobody did */
    Incident updated(Transaction tx, Incident incident, String message, @Nullable String by) {
        Instant now = change(tx, incident, message, by);
        publish(tx, Topics.INCIDENT_UPDATED, incident, new IncidentUpdated(incident, message, by == null, now));
        return incident;
    }

    /** @param by who said it; null if nobody did */
    Incident resolved(Transaction tx, Incident incident, String message, @Nullable String by) {
        Instant now = change(tx, incident, message, by);
        publish(tx, Topics.INCIDENT_RESOLVED, incident, new IncidentResolved(incident, message, by == null, now));
        return incident;
    }

    private Instant change(Transaction tx, Incident incident, String message, @Nullable String by) {
        store.update(tx, incident);
        return append(tx, incident, message, by);
    }

    private Instant append(Transaction tx, Incident incident, String message, @Nullable String by) {
        Instant now = clock.instant();
        store.append(
                tx,
                incident.id(),
                new IncidentEntry(incident.version(), incident.status(), message, by == null, now, by));
        return now;
    }

    private <E> void publish(Transaction tx, Topic<E> topic, Incident incident, E event) {
        outbox.publish(tx, topic, incident.id().value(), event);
        tx.afterCommit(() -> LOG.info("incident told topic={} incidentId={}", topic.name(), incident.id()));
    }
}
