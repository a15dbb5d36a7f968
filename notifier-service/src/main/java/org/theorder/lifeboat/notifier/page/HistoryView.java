package org.theorder.lifeboat.notifier.page;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.theorder.lifeboat.notifier.incident.IncidentStore;
import org.theorder.lifeboat.notifier.maintenance.MaintenanceStore;

/** All incidents and maintenances that are kept, by the month in which they began. */
public record HistoryView(String note, List<Month> months) {
    private static final DateTimeFormatter MONTH =
            DateTimeFormatter.ofPattern("MMMM uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    /** For example {@code November 2026}. */
    public record Month(String title, List<IncidentView> incidents) {}

    /** What is over names each day, so that it stays right when that is no longer today. */
    static HistoryView of(List<HistoryEntry> entries, Instant now) {
        Map<String, List<IncidentView>> months = new LinkedHashMap<>();
        entries.forEach(entry -> months.computeIfAbsent(MONTH.format(entry.from()), month -> new ArrayList<>())
                .add(entry.line().apply(entry.until() == null ? now : Instant.EPOCH)));
        return new HistoryView(
                months.isEmpty()
                        ? "Nothing has been recorded."
                        : "Newest first; the newest " + IncidentStore.MOST + " incidents and " + MaintenanceStore.MOST
                                + " maintenances are kept here.",
                months.entrySet().stream()
                        .map(month -> new Month(month.getKey(), month.getValue()))
                        .toList());
    }
}
