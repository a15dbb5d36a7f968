package org.theorder.lifeboat.notifier.incident;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.events.Impact;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.IncidentOpened;
import org.theorder.lifeboat.events.IncidentResolved;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Team;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.notifier.promotion.Regions;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Outbox;

/**
 * Incidents about this notifier itself, which nobody else sees: one at a time for each rule and region, however often and by
 * however many replicas it is said. They are published, so that the region that tells people hears of them.
 */
@ApplicationScoped
public class OwnIncidents {
    private static final String COMPONENT = "status-page";

    private final Database database;
    private final IncidentStore store;
    private final IncidentRecorder recorder;
    private final Outbox outbox;
    private final String region;
    private final Clock clock;

    OwnIncidents(
            Database database,
            IncidentStore store,
            IncidentRecorder recorder,
            Outbox outbox,
            Regions regions,
            Clock clock) {
        this.database = database;
        this.store = store;
        this.recorder = recorder;
        this.outbox = outbox;
        this.region = regions.own().value();
        this.clock = clock;
    }

    /**
     * Opens it, if it is not open.
     *
     * @param message for everybody, on the page
     * @param reason for the infrastructure team
     */
    public void open(String rule, String title, String message, String reason) {
        Instant now = clock.instant();
        database.doInTransaction(tx -> {
            if (store.lockOpen(tx, rule, region).isEmpty()) {
                Incident incident = new Incident(
                        IncidentIds.begun(rule + "-" + region, now),
                        1,
                        rule,
                        region,
                        Severity.WARNING,
                        Impact.NONE,
                        IncidentStatus.INVESTIGATING,
                        COMPONENT,
                        Team.INFRASTRUCTURE,
                        title,
                        List.of(new Fact("reason", reason)),
                        null,
                        null,
                        now,
                        null);
                IncidentOpened event = new IncidentOpened(incident, message, true, now);
                recorder.record(tx, IncidentNews.of(event));
                outbox.publish(tx, Topics.INCIDENT_OPENED, incident.id().value(), event);
            }
        });
    }

    /** Resolves it, if it is open. */
    public void resolve(String rule, String message) {
        Instant now = clock.instant();
        database.doInTransaction(tx -> store.lockOpen(tx, rule, region).ifPresent(open -> {
            Incident incident = OperatorWords.changed(open, open.version() + 1, IncidentStatus.RESOLVED, null, now);
            IncidentResolved event = new IncidentResolved(incident, message, true, now);
            recorder.record(tx, IncidentNews.of(event));
            outbox.publish(tx, Topics.INCIDENT_RESOLVED, incident.id().value(), event);
        }));
    }
}
