package org.theorder.lifeboat.monitor.objective;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.theorder.lifeboat.monitor.cluster.ObjectivesConfiguration;

/** What was promised and what was reached, over the last 90 days. */
@ApplicationScoped
public class ObjectiveReports {
    /** Days that are told, today among them. */
    public static final int DAYS = 90;

    private final ObjectiveStore store;
    private final ObjectivesConfiguration objectives;
    private final Clock clock;

    ObjectiveReports(ObjectiveStore store, ObjectivesConfiguration objectives, Clock clock) {
        this.store = store;
        this.objectives = objectives;
        this.clock = clock;
    }

    /** By cluster. */
    public List<ObjectiveReport> all() {
        Instant now = clock.instant();
        LocalDate from = LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(DAYS - 1L);
        return store.since(from, now).entrySet().stream()
                .map(days -> new ObjectiveReport(days.getKey(), objectives.rpo(), objectives.rto(), days.getValue()))
                .toList();
    }
}
