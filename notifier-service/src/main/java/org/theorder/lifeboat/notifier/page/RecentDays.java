package org.theorder.lifeboat.notifier.page;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.notifier.incident.RecordedIncident;
import org.theorder.lifeboat.notifier.page.PageView.DayView;
import org.theorder.lifeboat.notifier.status.Status;
import org.theorder.lifeboat.notifier.wording.Times;

/**
 * The last days, each with what began on it; what began before the first of them stands on the day on which it ended, so that
 * nothing is gone as soon as it is over. Neighbouring days without anything are joined.
 */
final class RecentDays {
    static final int DAYS = 14;

    private final Status status;
    private final LocalDate first;
    private final LocalDate recordedSince;
    private final List<DayView> days = new ArrayList<>();

    // empty ones that are not in the list yet
    private @Nullable LocalDate newest;
    private @Nullable LocalDate oldest;

    private RecentDays(Status status) {
        LocalDate today = Times.day(status.at());
        this.status = status;
        this.first = today.minusDays(DAYS - 1);
        this.recordedSince = status.components().stream()
                .map(component -> Times.day(component.firstSeen()))
                .min(LocalDate::compareTo)
                .orElse(today);
    }

    /** The newest first. */
    static List<DayView> of(Status status, List<HistoryEntry> entries) {
        RecentDays recent = new RecentDays(status);
        Map<LocalDate, List<HistoryEntry>> byDay = entries.stream().collect(Collectors.groupingBy(recent::day));
        for (LocalDate day = Times.day(status.at()); !day.isBefore(recent.first); day = day.minusDays(1)) {
            recent.add(day, byDay.getOrDefault(day, List.of()));
        }
        recent.fold();
        return recent.days;
    }

    private LocalDate day(HistoryEntry entry) {
        LocalDate begin = Times.day(entry.from());
        return entry.until() != null && begin.isBefore(first) ? Times.day(entry.until()) : begin;
    }

    private void add(LocalDate day, List<HistoryEntry> entries) {
        if (entries.isEmpty()) {
            if (newest != null && !note(newest).equals(note(day))) {
                fold();
            }
            newest = newest == null ? day : newest;
            oldest = day;
            return;
        }
        fold();
        days.add(new DayView(
                Times.date(day),
                false,
                "",
                entries.stream()
                        .limit(PageComposition.MOST_INCIDENTS)
                        .map(entry -> entry.line().apply(status.at()))
                        .toList(),
                PageComposition.more(entries.size())));
    }

    private void fold() {
        if (newest == null || oldest == null) {
            return;
        }
        String title = newest.equals(oldest) ? Times.date(newest) : Times.date(oldest) + " to " + Times.date(newest);
        days.add(new DayView(title, true, note(newest), List.of(), null));
        newest = null;
        oldest = null;
    }

    /** A day before the recording began is no good day, it is not known; nor is one on which something went on. */
    private String note(LocalDate day) {
        if (day.isBefore(recordedSince)) {
            return "no records, they begin on " + Times.date(recordedSince);
        }
        return status.incidents().stream().anyMatch(incident -> wentOn(incident, day))
                ? "no new incidents"
                : "no incidents";
    }

    private static boolean wentOn(RecordedIncident incident, LocalDate day) {
        return Times.day(incident.state().openedAt()).isBefore(day)
                && (incident.endedAt() == null || !Times.day(incident.endedAt()).isBefore(day));
    }
}
