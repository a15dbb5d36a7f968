package org.theorder.lifeboat.notifier.status;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.notifier.incident.RecordedIncident;
import org.theorder.lifeboat.notifier.maintenance.Maintenance;
import org.theorder.lifeboat.notifier.promotion.Standing;
import org.theorder.lifeboat.notifier.recovery.Recovery;

/**
 * Everything the page and the API say, at one moment.
 *
 * @param overall the worst of all components and all open incidents
 * @param components in the order of the catalog
 * @param incidents newest first, open and recent
 * @param maintenances the latest begin first: all that are not over, and recent ones
 * @param recoveries restores that are meant and have not ended
 * @param changedAt when an incident, a maintenance or a component last changed
 * @param lastProof when a restore last passed its checks, the oldest over all databases; null if one has none
 * @param standing whether this page is the one to read
 * @param stale true if everything may be otherwise by now: nothing was read for too long, or another page is to be read
 */
public record Status(
        Instant at,
        ComponentState overall,
        List<ComponentStatus> components,
        Safety safety,
        List<RecordedIncident> incidents,
        List<Maintenance> maintenances,
        List<Recovery> recoveries,
        Instant changedAt,
        @Nullable Instant lastProof,
        Standing standing,
        boolean stale) {
    public List<RecordedIncident> open() {
        return incidents.stream().filter(RecordedIncident::isOpen).toList();
    }

    public ComponentStatus component(String id) {
        return components.stream()
                .filter(status -> status.component().id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    public List<ComponentStatus> in(ComponentState state) {
        return components.stream().filter(status -> status.state() == state).toList();
    }
}
