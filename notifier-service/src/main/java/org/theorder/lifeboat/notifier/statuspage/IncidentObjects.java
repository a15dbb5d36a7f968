package org.theorder.lifeboat.notifier.statuspage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.events.MaintenanceStatus;
import org.theorder.lifeboat.notifier.component.Catalog;
import org.theorder.lifeboat.notifier.component.Component;
import org.theorder.lifeboat.notifier.incident.RecordedIncident;
import org.theorder.lifeboat.notifier.incident.RecordedUpdate;
import org.theorder.lifeboat.notifier.maintenance.Maintenance;
import org.theorder.lifeboat.notifier.page.PageIdentity;
import org.theorder.lifeboat.notifier.status.ComponentState;
import org.theorder.lifeboat.notifier.statuspage.StatuspageObjects.AffectedComponent;
import org.theorder.lifeboat.notifier.statuspage.StatuspageObjects.IncidentObject;
import org.theorder.lifeboat.notifier.statuspage.StatuspageObjects.MaintenanceObject;
import org.theorder.lifeboat.notifier.statuspage.StatuspageObjects.UpdateObject;

/** Incidents and maintenances as the API shows them. */
record IncidentObjects(Catalog catalog, PageIdentity page, ComponentObjects components, Dialect dialect) {
    IncidentObject incident(RecordedIncident incident) {
        return new IncidentObject(
                incident.id(),
                incident.state().title(),
                incident.toldStatus().wireName(),
                incident.state().openedAt(),
                incident.changedAt(),
                monitoringAt(incident),
                incident.endedAt(),
                incident.state().impact().wireName(),
                page.incidentUrl(incident.id()),
                incident.state().openedAt(),
                page.id(),
                updates(incident),
                components.withIds(List.of(incident.state().component())),
                null);
    }

    MaintenanceObject maintenance(Maintenance maintenance) {
        Instant begin = maintenance.beganAt();
        IncidentObject incident = new IncidentObject(
                maintenance.id(),
                maintenance.name(),
                maintenance.status().wireName(),
                maintenance.createdAt(),
                maintenance.changedAt(),
                null,
                maintenance.endedAt(),
                dialect.impactOfMaintenance(),
                page.incidentUrl(maintenance.id()),
                begin == null ? maintenance.scheduledFor() : begin,
                page.id(),
                updates(maintenance),
                components.withIds(maintenance.components()),
                null);
        return new MaintenanceObject(incident, maintenance.scheduledFor(), maintenance.scheduledUntil());
    }

    private static @Nullable Instant monitoringAt(RecordedIncident incident) {
        return incident.updates().reversed().stream()
                .filter(update -> update.status() == IncidentStatus.MONITORING)
                .map(RecordedUpdate::at)
                .findFirst()
                .orElse(null);
    }

    private List<UpdateObject> updates(RecordedIncident incident) {
        List<UpdateObject> updates = new ArrayList<>();
        ComponentState before = ComponentState.OPERATIONAL;
        for (RecordedUpdate update : incident.updates().reversed()) {
            ComponentState after = switch (update.status()) {
                case RESOLVED, POSTMORTEM -> ComponentState.OPERATIONAL;
                case INVESTIGATING, IDENTIFIED, MONITORING -> ComponentState.of(update.impact());
            };
            updates.addFirst(new UpdateObject(
                    update.id(),
                    update.status().wireName(),
                    update.body(),
                    incident.id(),
                    update.at(),
                    update.at(),
                    update.at(),
                    affected(List.of(incident.state().component()), before, after),
                    update.mailed(),
                    null,
                    null));
            before = after;
        }
        return List.copyOf(updates);
    }

    private List<UpdateObject> updates(Maintenance maintenance) {
        List<UpdateObject> updates = new ArrayList<>();
        ComponentState before = ComponentState.OPERATIONAL;
        for (Maintenance.Update update : maintenance.updates().reversed()) {
            ComponentState after =
                    update.status() == MaintenanceStatus.IN_PROGRESS || update.status() == MaintenanceStatus.VERIFYING
                            ? ComponentState.UNDER_MAINTENANCE
                            : ComponentState.OPERATIONAL;
            updates.addFirst(new UpdateObject(
                    update.id(),
                    update.status().wireName(),
                    update.body(),
                    maintenance.id(),
                    update.at(),
                    update.at(),
                    update.at(),
                    affected(maintenance.components(), before, after),
                    true,
                    null,
                    null));
            before = after;
        }
        return List.copyOf(updates);
    }

    private @Nullable List<AffectedComponent> affected(List<String> ids, ComponentState before, ComponentState after) {
        List<AffectedComponent> affected = ids.stream()
                .map(catalog::component)
                .flatMap(Optional::stream)
                .map(component -> new AffectedComponent(
                        component.id(), nameWithGroup(component), dialect.word(before), dialect.word(after)))
                .toList();
        return affected.isEmpty() ? null : affected;
    }

    private String nameWithGroup(Component component) {
        return catalog.sections().stream()
                .filter(section ->
                        section.group() != null && section.group().id().equals(component.group()))
                .map(section -> section.group() == null
                        ? component.name()
                        : section.group().name() + " - " + component.name())
                .findFirst()
                .orElse(component.name());
    }
}
