package org.theorder.lifeboat.notifier.page;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.notifier.incident.RecordedIncident;
import org.theorder.lifeboat.notifier.maintenance.Maintenance;
import org.theorder.lifeboat.notifier.promotion.Standing;
import org.theorder.lifeboat.notifier.status.Observations;
import org.theorder.lifeboat.notifier.status.Status;
import org.theorder.lifeboat.notifier.status.StatusComputation;

/** Computes and renders a whole edition; pure, apart from the memory it takes. */
final class EditionBuilder {
    private final StatusComputation computation;
    private final PageRenderer pages;
    private final List<StatusRenderer> data;

    EditionBuilder(StatusComputation computation, PageRenderer pages, List<StatusRenderer> data) {
        this.computation = computation;
        this.pages = pages;
        this.data = data;
    }

    /** @param last the edition before, whose lasting pages are taken over; null for the first */
    Edition build(Instant now, Observations observed, @Nullable Edition last) {
        Map<String, Edition.Lasting> lasting = new HashMap<>();
        for (RecordedIncident incident : observed.incidents()) {
            if (!incident.isOpen()) {
                String path = "/incidents/" + incident.id();
                lasting.put(path, lasting(last, path, incident, () -> pages.incident(incident, now, false)));
            }
        }
        for (Maintenance maintenance : observed.maintenances()) {
            if (maintenance.isOver()) {
                String path = "/incidents/" + maintenance.id();
                lasting.put(path, lasting(last, path, maintenance, () -> pages.maintenance(maintenance, now, false)));
            }
        }
        return new Edition(
                now,
                documents(computation.at(now, observed)),
                documents(computation.stale(now, observed)),
                Map.copyOf(lasting));
    }

    private static Edition.Lasting lasting(
            @Nullable Edition last, String path, Record subject, Supplier<Document> rendered) {
        Edition.Lasting known = last == null ? null : last.lasting().get(path);
        return known != null && known.subject().equals(subject) ? known : new Edition.Lasting(subject, rendered.get());
    }

    /** What is given out before anything has been read: everything unknown. */
    Edition blank(Instant now, Standing.Unread standing) {
        Map<String, Document> unknown = documents(computation.stale(now, Observations.none(standing)));
        return new Edition(now, unknown, unknown, Map.of());
    }

    private Map<String, Document> documents(Status status) {
        Map<String, Document> documents = new HashMap<>();
        data.forEach(renderer -> documents.putAll(renderer.documents(status)));
        documents.put("/", pages.front(status));
        documents.put("/status.txt", pages.text(status));
        documents.put("/history", pages.history(status));
        for (RecordedIncident incident : status.open()) {
            documents.put("/incidents/" + incident.id(), pages.incident(incident, status.at(), status.stale()));
        }
        for (Maintenance maintenance : status.maintenances()) {
            if (!maintenance.isOver()) {
                documents.put(
                        "/incidents/" + maintenance.id(), pages.maintenance(maintenance, status.at(), status.stale()));
            }
        }
        return Map.copyOf(documents);
    }
}
