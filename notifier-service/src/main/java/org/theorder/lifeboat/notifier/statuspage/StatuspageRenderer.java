package org.theorder.lifeboat.notifier.statuspage;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.notifier.component.Catalog;
import org.theorder.lifeboat.notifier.evidence.Objectives;
import org.theorder.lifeboat.notifier.maintenance.Maintenance;
import org.theorder.lifeboat.notifier.page.Document;
import org.theorder.lifeboat.notifier.page.PageIdentity;
import org.theorder.lifeboat.notifier.page.RecoveryLine;
import org.theorder.lifeboat.notifier.page.StatusRenderer;
import org.theorder.lifeboat.notifier.promotion.Standing;
import org.theorder.lifeboat.notifier.recovery.Expectation;
import org.theorder.lifeboat.notifier.recovery.Recovery;
import org.theorder.lifeboat.notifier.status.ComponentState;
import org.theorder.lifeboat.notifier.status.Safety;
import org.theorder.lifeboat.notifier.status.Status;
import org.theorder.lifeboat.notifier.status.StatusComputation;
import org.theorder.lifeboat.notifier.statuspage.StatuspageObjects.ComponentsAnswer;
import org.theorder.lifeboat.notifier.statuspage.StatuspageObjects.IncidentObject;
import org.theorder.lifeboat.notifier.statuspage.StatuspageObjects.IncidentsAnswer;
import org.theorder.lifeboat.notifier.statuspage.StatuspageObjects.Lifeboat;
import org.theorder.lifeboat.notifier.statuspage.StatuspageObjects.MaintenanceObject;
import org.theorder.lifeboat.notifier.statuspage.StatuspageObjects.MaintenancesAnswer;
import org.theorder.lifeboat.notifier.statuspage.StatuspageObjects.Overall;
import org.theorder.lifeboat.notifier.statuspage.StatuspageObjects.Page;
import org.theorder.lifeboat.notifier.statuspage.StatuspageObjects.RecoveryObject;
import org.theorder.lifeboat.notifier.statuspage.StatuspageObjects.StatusAnswer;
import org.theorder.lifeboat.notifier.statuspage.StatuspageObjects.Summary;

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
        Map<String, Document> documents = new LinkedHashMap<>();
        for (Dialect dialect : Dialect.values()) {
            answers(status, dialect)
                    .forEach((endpoint, answer) -> documents.put(
                            dialect.path(endpoint), Document.of(Document.JSON, StatuspageJson.write(answer))));
        }
        return documents;
    }

    private Map<String, Object> answers(Status status, Dialect dialect) {
        Page page = new Page(
                identity.id(),
                identity.name(),
                identity.url(),
                identity.timeZone().getId(),
                status.changedAt());
        Overall overall = dialect.overall(status.overall());
        ComponentObjects components = ComponentObjects.of(status, catalog, identity, dialect);
        IncidentObjects objects = new IncidentObjects(catalog, identity, components, dialect);
        List<IncidentObject> newest = status.incidents().stream()
                .limit(NEWEST_INCIDENTS)
                .map(objects::incident)
                .toList();
        List<IncidentObject> open =
                status.open().stream().map(objects::incident).toList();
        List<Maintenance> planned = status.maintenances().stream()
                .sorted(Comparator.comparing(Maintenance::scheduledFor))
                .toList();
        List<MaintenanceObject> upcoming = planned.stream()
                .filter(Maintenance::isUpcoming)
                .map(objects::maintenance)
                .toList();
        List<MaintenanceObject> active = planned.stream()
                .filter(Maintenance::isRunning)
                .map(objects::maintenance)
                .toList();
        List<MaintenanceObject> unfinished = planned.stream()
                .filter(maintenance -> maintenance.isUpcoming() || maintenance.isRunning())
                .map(objects::maintenance)
                .toList();
        Lifeboat lifeboat = dialect == Dialect.STRICT ? null : lifeboat(status);
        Map<String, Object> answers = new LinkedHashMap<>();
        answers.put("summary", new Summary(page, components.all(), open, unfinished, overall, lifeboat));
        answers.put("status", new StatusAnswer(page, overall));
        answers.put("components", new ComponentsAnswer(page, components.all()));
        answers.put("incidents", new IncidentsAnswer(page, newest));
        answers.put("incidents/unresolved", new IncidentsAnswer(page, open));
        answers.put(
                "scheduled-maintenances",
                new MaintenancesAnswer(
                        page,
                        status.maintenances().stream().map(objects::maintenance).toList()));
        answers.put("scheduled-maintenances/upcoming", new MaintenancesAnswer(page, upcoming));
        answers.put("scheduled-maintenances/active", new MaintenancesAnswer(page, active));
        return answers;
    }

    private Lifeboat lifeboat(Status status) {
        Safety.Known known = status.safety() instanceof Safety.Known safe ? safe : null;
        return new Lifeboat(
                status.at(),
                identity.servedFrom(),
                status.standing().promotion().epoch(),
                status.standing() instanceof Standing.Superseded other
                        ? other.promotion().region().value()
                        : null,
                known == null ? null : known.through(),
                objectives.rpo().toSeconds(),
                known == null ? null : Math.max(0, known.age().toSeconds()),
                status.lastProof(),
                recovery(status),
                status.in(ComponentState.UNKNOWN).stream()
                        .map(component -> component.component().id())
                        .toList(),
                identity.drill());
    }

    private static @Nullable RecoveryObject recovery(Status status) {
        if (status.recoveries().isEmpty()) {
            return null;
        }
        Recovery oldest = status.recoveries().getFirst();
        Expectation expected = oldest.expected();
        return new RecoveryObject(
                "restore " + oldest.cluster(),
                oldest.step(),
                oldest.steps(),
                expected == null ? null : expected.from(),
                expected == null ? null : expected.to(),
                expected == null ? null : RecoveryLine.basis(expected));
    }
}
