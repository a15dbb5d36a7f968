package org.theorder.lifeboat.notifier.page;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.notifier.component.Catalog;
import org.theorder.lifeboat.notifier.maintenance.Maintenance;
import org.theorder.lifeboat.notifier.status.Status;

/**
 * An incident or a maintenance in the order of time.
 *
 * @param until null while it goes on
 * @param line as it is said at a moment, whose day it does not name
 */
record HistoryEntry(Instant from, @Nullable Instant until, Function<Instant, IncidentView> line) {
    /** All that has begun, the latest begin first. */
    static List<HistoryEntry> of(Status status, Catalog catalog, PageIdentity page) {
        return Stream.concat(
                        status.incidents().stream()
                                .map(incident -> new HistoryEntry(
                                        incident.state().openedAt(),
                                        incident.endedAt(),
                                        now -> IncidentView.brief(incident, catalog, page, now))),
                        status.maintenances().stream()
                                .filter(Predicate.not(Maintenance::isUpcoming))
                                .map(maintenance -> new HistoryEntry(
                                        begin(maintenance),
                                        maintenance.endedAt(),
                                        now -> IncidentView.brief(maintenance, catalog, page, now))))
                .sorted(Comparator.comparing(HistoryEntry::from).reversed())
                .toList();
    }

    private static Instant begin(Maintenance maintenance) {
        Instant began = maintenance.beganAt();
        return began == null ? maintenance.scheduledFor() : began;
    }
}
