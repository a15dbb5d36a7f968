package org.theorder.lifeboat.notifier.page;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.notifier.component.Catalog;
import org.theorder.lifeboat.notifier.incident.RecordedIncident;
import org.theorder.lifeboat.notifier.maintenance.Maintenance;
import org.theorder.lifeboat.notifier.status.ComponentState;
import org.theorder.lifeboat.notifier.status.Status;
import org.theorder.lifeboat.notifier.status.StatusComputation;
import org.theorder.lifeboat.notifier.wording.Moment;
import org.theorder.lifeboat.notifier.wording.Templates;
import org.theorder.lifeboat.notifier.wording.Times;

/** Turns a status into the documents that people read. */
public final class PageRenderer {
    private final Templates templates;
    private final Assets assets;
    private final Catalog catalog;
    private final PageIdentity page;
    private final PageComposition composition;

    public PageRenderer(Templates templates, StatusComputation computation, PageIdentity page) {
        this.templates = templates;
        this.catalog = computation.catalog();
        this.page = page;
        this.assets = Assets.load(page.staleAfter());
        this.composition = new PageComposition(computation.catalog(), computation.objectives(), page);
    }

    /** The header {@code Content-Security-Policy} that the pages need. */
    public String policy() {
        return assets.policy();
    }

    /** The front page. */
    public Document front(Status status) {
        return html("status", chrome(status), Map.of("page", composition.of(status)));
    }

    /** The front page without any markup. */
    public Document text(Status status) {
        Map<String, Object> data = Map.of("chrome", chrome(status), "page", composition.of(status));
        return Document.of(Document.TEXT, templates.render("page/status.txt", data));
    }

    /** The page of one incident; that of a resolved one does not depend on the time. */
    public Document incident(RecordedIncident incident, Instant now, boolean stale) {
        if (!incident.isOpen()) {
            // every time is shown with its day, so that the page stays right when that is no longer today
            IncidentView view = IncidentView.whole(incident, catalog, page, Instant.EPOCH);
            return html("incident", chrome(null, Age.NONE, ComponentState.OPERATIONAL), Map.of("incident", view));
        }
        IncidentView view = IncidentView.whole(incident, catalog, page, now);
        return stale
                ? html("incident", chrome(now, Age.OLD, ComponentState.UNKNOWN), Map.of("incident", view.unknown()))
                : html(
                        "incident",
                        chrome(now, Age.LIVE, ComponentState.of(incident.state().impact())),
                        Map.of("incident", view));
    }

    /** The page of one maintenance; that of a completed one does not depend on the time. */
    public Document maintenance(Maintenance maintenance, Instant now, boolean stale) {
        if (maintenance.isOver()) {
            // every time is shown with its day, as with incidents that are over
            IncidentView view = IncidentView.whole(maintenance, catalog, page, Instant.EPOCH);
            return html("incident", chrome(null, Age.NONE, ComponentState.UNDER_MAINTENANCE), Map.of("incident", view));
        }
        IncidentView view = IncidentView.whole(maintenance, catalog, page, now);
        return stale
                ? html("incident", chrome(now, Age.OLD, ComponentState.UNKNOWN), Map.of("incident", view.unknown()))
                : html("incident", chrome(now, Age.LIVE, ComponentState.UNDER_MAINTENANCE), Map.of("incident", view));
    }

    /** All incidents and maintenances that are kept, by month. */
    public Document history(Status status) {
        HistoryView view = HistoryView.of(HistoryEntry.of(status, catalog, page), status.at());
        return html("history", chrome(null, Age.NONE, ComponentState.UNKNOWN), Map.of("history", view));
    }

    /**
     * A page of another kind in the same look.
     *
     * @param template below {@code templates/page/}, without its ending
     */
    public Document other(String template, Map<String, Object> content) {
        return html(template, chrome(null, Age.NONE, ComponentState.UNKNOWN), content);
    }

    /** What stands at an address that means nothing. */
    public Document notFound() {
        return html("not-found", chrome(null, Age.NONE, ComponentState.UNKNOWN), Map.of());
    }

    /** Whether a page says something about the present: not at all, still, or no longer. */
    private enum Age {
        NONE,
        LIVE,
        OLD
    }

    private Document html(String template, Chrome chrome, Map<String, Object> content) {
        Map<String, Object> data = new LinkedHashMap<>(content);
        data.put("chrome", chrome);
        return Document.of(Document.HTML, templates.render("page/" + template + ".html", data));
    }

    private Chrome chrome(Status status) {
        // a stale page is grey already, whatever the clock of the reader says
        return status.stale()
                ? chrome(status.at(), Age.OLD, ComponentState.UNKNOWN)
                : chrome(status.at(), Age.LIVE, status.overall());
    }

    private Chrome chrome(@Nullable Instant built, Age age, ComponentState state) {
        return new Chrome(
                page.name(),
                page.drill(),
                page.servedFrom(),
                built == null ? null : Moment.toTheSecond(built, built),
                age == Age.LIVE,
                age == Age.OLD,
                Times.length(page.staleAfter()),
                page.signed(),
                icon(state),
                assets.policyInside(),
                assets.style(),
                assets.script());
    }

    private static String icon(ComponentState state) {
        String colour = switch (state) {
            case OPERATIONAL -> "1a7f37";
            case UNDER_MAINTENANCE -> "0969da";
            case UNKNOWN -> "6e7781";
            case DEGRADED -> "9a6700";
            case PARTIAL_OUTAGE -> "bc4c00";
            case MAJOR_OUTAGE -> "cf222e";
        };
        return "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
                + "%3Ccircle cx='8' cy='8' r='7' fill='%23" + colour + "'/%3E%3C/svg%3E";
    }
}
