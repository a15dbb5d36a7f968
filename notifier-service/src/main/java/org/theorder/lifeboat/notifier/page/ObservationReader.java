package org.theorder.lifeboat.notifier.page;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.notifier.component.Catalog;
import org.theorder.lifeboat.notifier.component.ComponentStore;
import org.theorder.lifeboat.notifier.evidence.EvidenceStore;
import org.theorder.lifeboat.notifier.evidence.HeartbeatHandler;
import org.theorder.lifeboat.notifier.incident.IncidentStore;
import org.theorder.lifeboat.notifier.incident.RecordedIncident;
import org.theorder.lifeboat.notifier.maintenance.MaintenanceStore;
import org.theorder.lifeboat.notifier.promotion.Promotions;
import org.theorder.lifeboat.notifier.recovery.RecoveryStore;
import org.theorder.lifeboat.notifier.status.Observations;
import org.theorder.lifeboat.notifier.status.Past;
import org.theorder.lifeboat.notifier.status.Uptime;

/** Reads what the page rests on; incidents only when one of them changed. For one thread. */
@ApplicationScoped
class ObservationReader {
    private final IncidentStore incidents;
    private final EvidenceStore evidence;
    private final ComponentStore components;
    private final MaintenanceStore maintenances;
    private final RecoveryStore recoveries;
    private final Promotions promotions;
    private final Catalog catalog;
    private final Clock clock;

    private @Nullable Map<String, Instant> firstSeen;
    private List<RecordedIncident> recorded = List.of();
    private List<RecordedIncident> past = List.of();
    private long stamp = -1;

    ObservationReader(
            IncidentStore incidents,
            EvidenceStore evidence,
            ComponentStore components,
            MaintenanceStore maintenances,
            RecoveryStore recoveries,
            Promotions promotions,
            Catalog catalog,
            Clock clock) {
        this.incidents = incidents;
        this.evidence = evidence;
        this.components = components;
        this.maintenances = maintenances;
        this.recoveries = recoveries;
        this.promotions = promotions;
        this.catalog = catalog;
        this.clock = clock;
    }

    /** True if an incident changed since it was read, perhaps by another replica. */
    boolean isBehind() {
        return incidents.stamp() != stamp;
    }

    Observations read() {
        if (firstSeen == null) {
            firstSeen = components.firstSeen(catalog, clock.instant());
        }
        Instant since = clock.instant().minus(Duration.ofDays(Uptime.DAYS));
        long newest = incidents.stamp();
        if (newest != stamp) {
            // the stamp is older than what is read, so that a change in between is read again and not missed
            recorded = incidents.recent();
            past = incidents.since(since);
            stamp = newest;
        }
        return new Observations(
                recorded,
                evidence.all(),
                firstSeen,
                new Past(past, maintenances.begunSince(since), evidence.silences(HeartbeatHandler.MONITORING, since)),
                evidence.heard(HeartbeatHandler.MONITORING).orElse(null),
                maintenances.recent(),
                recoveries.running(clock.instant()),
                promotions.standing());
    }
}
