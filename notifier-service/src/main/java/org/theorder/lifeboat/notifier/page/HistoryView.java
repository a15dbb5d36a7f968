package org.theorder.lifeboat.notifier.page;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.theorder.lifeboat.notifier.incident.IncidentStore;
import org.theorder.lifeboat.notifier.incident.RecordedIncident;

/** All incidents that are kept, by month. */
public record HistoryView(String note, List<Month> months) {
    static final int MOST = IncidentStore.MOST;

    private static final DateTimeFormatter MONTH =
            DateTimeFormatter.ofPattern("MMMM uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    /** For example {@code November 2026}. */
    public record Month(String title, List<IncidentView> incidents) {}

    static String month(RecordedIncident incident) {
        return MONTH.format(incident.state().openedAt());
    }
}
