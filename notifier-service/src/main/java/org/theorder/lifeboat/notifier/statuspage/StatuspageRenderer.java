package org.theorder.lifeboat.notifier.statuspage;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.notifier.component.Catalog;
import org.theorder.lifeboat.notifier.component.Component;
import org.theorder.lifeboat.notifier.component.ComponentGroup;
import org.theorder.lifeboat.notifier.evidence.Objectives;
import org.theorder.lifeboat.notifier.incident.RecordedIncident;
import org.theorder.lifeboat.notifier.incident.RecordedUpdate;
import org.theorder.lifeboat.notifier.page.Document;
import org.theorder.lifeboat.notifier.page.PageIdentity;
import org.theorder.lifeboat.notifier.page.StatusRenderer;
import org.theorder.lifeboat.notifier.status.ComponentState;
import org.theorder.lifeboat.notifier.status.ComponentStatus;
import org.theorder.lifeboat.notifier.status.Safety;
import org.theorder.lifeboat.notifier.status.Status;
import org.theorder.lifeboat.notifier.status.StatusComputation;
import org.theorder.lifeboat.notifier.statuspage.StatuspageObjects.AffectedComponent;
import org.theorder.lifeboat.notifier.statuspage.StatuspageObjects.ComponentObject;
import org.theorder.lifeboat.notifier.statuspage.StatuspageObjects.ComponentsAnswer;
import org.theorder.lifeboat.notifier.statuspage.StatuspageObjects.IncidentObject;
import org.theorder.lifeboat.notifier.statuspage.StatuspageObjects.IncidentsAnswer;
import org.theorder.lifeboat.notifier.statuspage.StatuspageObjects.Lifeboat;
import org.theorder.lifeboat.notifier.statuspage.StatuspageObjects.MaintenancesAnswer;
import org.theorder.lifeboat.notifier.statuspage.StatuspageObjects.Overall;
import org.theorder.lifeboat.notifier.statuspage.StatuspageObjects.Page;
import org.theorder.lifeboat.notifier.statuspage.StatuspageObjects.StatusAnswer;
import org.theorder.lifeboat.notifier.statuspage.StatuspageObjects.Summary;
import org.theorder.lifeboat.notifier.statuspage.StatuspageObjects.UpdateObject;

/** Turns a status into the documents of the API, by path. */
@ApplicationScoped
public class StatuspageRenderer implements StatusRenderer {
    private static final int NEWEST_INCIDENTS = 50;

    private final Catalog catalog;
    private final PageIdentity identity;
    private final Objectives objectives;

    public StatuspageRenderer(StatusComputation computation, PageIdentity identity) {
        this.catalog = computation.catalog();
        this.identity = identity;
        this.objectives = computation.objectives();
    }

    /** All documents by their path, for example {@code /api/v2/summary.json}. */
    @Override
    public Map<String, Document> documents(Status status) {
        Page page = new Page(
                identity.id(),
                identity.name(),
                identity.url(),
                identity.timeZone().getId(),
                status.changedAt());
        Overall overall = overall(status.overall());
        List<ComponentObject> components = components(status);
        List<IncidentObject> newest = status.incidents().stream()
                .limit(NEWEST_INCIDENTS)
                .map(incident -> incident(incident, components))
                .toList();
        List<IncidentObject> open = status.open().stream()
                .map(incident -> incident(incident, components))
                .toList();
        Map<String, Object> answers = new LinkedHashMap<>();
        answers.put("summary", new Summary(page, components, open, List.of(), overall, lifeboat(status)));
        answers.put("status", new StatusAnswer(page, overall));
        answers.put("components", new ComponentsAnswer(page, components));
        answers.put("incidents", new IncidentsAnswer(page, newest));
        answers.put("incidents/unresolved", new IncidentsAnswer(page, open));
        MaintenancesAnswer none = new MaintenancesAnswer(page, List.of());
        answers.put("scheduled-maintenances", none);
        answers.put("scheduled-maintenances/upcoming", none);
        answers.put("scheduled-maintenances/active", none);
        Map<String, Document> documents = new LinkedHashMap<>();
        answers.forEach((name, answer) ->
                documents.put("/api/v2/" + name + ".json", Document.of(Document.JSON, StatuspageJson.write(answer))));
        return documents;
    }

    private static Overall overall(ComponentState state) {
        return switch (state) {
            case OPERATIONAL -> new Overall("none", "All Systems Operational");
            // there is no indicator for unknown, and none would be a lie
            case UNKNOWN, DEGRADED -> new Overall("minor", "Minor Service Outage");
            case PARTIAL_OUTAGE -> new Overall("major", "Partial System Outage");
            case MAJOR_OUTAGE -> new Overall("critical", "Major System Outage");
        };
    }

    private static String word(ComponentState state) {
        return switch (state) {
            case OPERATIONAL -> "operational";
            case UNKNOWN, DEGRADED -> "degraded_performance";
            case PARTIAL_OUTAGE -> "partial_outage";
            case MAJOR_OUTAGE -> "major_outage";
        };
    }

    private List<ComponentObject> components(Status status) {
        List<ComponentObject> objects = new ArrayList<>();
        for (Catalog.Section section : catalog.sections()) {
            List<ComponentStatus> members = section.components().stream()
                    .map(component -> status.component(component.id()))
                    .toList();
            if (section.group() != null) {
                objects.add(group(section.group(), members, objects.size() + 1));
            }
            for (ComponentStatus member : members) {
                objects.add(component(member, objects.size() + 1));
            }
        }
        return List.copyOf(objects);
    }

    private ComponentObject group(ComponentGroup group, List<ComponentStatus> members, int position) {
        ComponentState worst = ComponentState.OPERATIONAL;
        for (ComponentStatus member : members) {
            worst = worst.worse(member.state());
        }
        return new ComponentObject(
                group.id(),
                group.name(),
                word(worst),
                members.stream()
                        .map(ComponentStatus::firstSeen)
                        .min(Comparator.naturalOrder())
                        .orElseThrow(),
                members.stream()
                        .map(ComponentStatus::changedAt)
                        .max(Comparator.naturalOrder())
                        .orElseThrow(),
                position,
                group.description(),
                false,
                null,
                null,
                identity.id(),
                true,
                false,
                members.stream().map(member -> member.component().id()).toList());
    }

    private ComponentObject component(ComponentStatus status, int position) {
        Component component = status.component();
        return new ComponentObject(
                component.id(),
                component.name(),
                word(status.state()),
                status.firstSeen(),
                status.changedAt(),
                position,
                component.description(),
                true,
                LocalDate.ofInstant(status.firstSeen(), ZoneOffset.UTC),
                component.group(),
                identity.id(),
                false,
                false,
                null);
    }

    private IncidentObject incident(RecordedIncident incident, List<ComponentObject> components) {
        return new IncidentObject(
                incident.id(),
                incident.state().title(),
                incident.state().status().wireName(),
                incident.state().openedAt(),
                incident.changedAt(),
                monitoringAt(incident),
                incident.endedAt(),
                incident.state().impact().wireName(),
                identity.incidentUrl(incident.id()),
                incident.state().openedAt(),
                identity.id(),
                updates(incident),
                components.stream()
                        .filter(component ->
                                component.id().equals(incident.state().component()))
                        .toList(),
                null);
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
            ComponentState after = update.status() == IncidentStatus.RESOLVED
                    ? ComponentState.OPERATIONAL
                    : ComponentState.of(update.impact());
            updates.addFirst(new UpdateObject(
                    update.id(),
                    update.status().wireName(),
                    update.body(),
                    incident.id(),
                    update.at(),
                    update.at(),
                    update.at(),
                    affected(incident.state().component(), before, after),
                    update.mailed(),
                    null,
                    null));
            before = after;
        }
        return List.copyOf(updates);
    }

    private @Nullable List<AffectedComponent> affected(String id, ComponentState before, ComponentState after) {
        return catalog.component(id)
                .map(component -> List.of(
                        new AffectedComponent(component.id(), nameWithGroup(component), word(before), word(after))))
                .orElse(null);
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

    private Lifeboat lifeboat(Status status) {
        Safety.Known known = status.safety() instanceof Safety.Known safe ? safe : null;
        return new Lifeboat(
                status.at(),
                identity.servedFrom(),
                1,
                known == null ? null : known.through(),
                objectives.rpo().toSeconds(),
                known == null ? null : Math.max(0, known.age().toSeconds()),
                status.lastProof(),
                null,
                status.in(ComponentState.UNKNOWN).stream()
                        .map(component -> component.component().id())
                        .toList(),
                identity.drill());
    }
}
