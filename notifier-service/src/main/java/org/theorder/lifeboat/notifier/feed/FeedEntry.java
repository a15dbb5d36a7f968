package org.theorder.lifeboat.notifier.feed;

import io.quarkus.qute.RawString;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.theorder.lifeboat.notifier.incident.RecordedIncident;
import org.theorder.lifeboat.notifier.maintenance.Maintenance;
import org.theorder.lifeboat.notifier.page.PageIdentity;
import org.theorder.lifeboat.notifier.wording.Markdown;
import org.theorder.lifeboat.notifier.wording.Times;

/**
 * An incident or a maintenance in a feed; it keeps its address while its story grows.
 *
 * @param updates newest first
 */
public record FeedEntry(String url, String title, Instant published, Instant updated, List<Line> updates) {
    /** One thing that was said. */
    public record Line(String at, String word, String body, boolean automatic) {
        /** For HTML. */
        public RawString html() {
            return Markdown.html(body);
        }
    }

    static FeedEntry of(RecordedIncident incident, PageIdentity page) {
        return new FeedEntry(
                page.incidentUrl(incident.id()),
                incident.state().title(),
                incident.state().openedAt(),
                incident.changedAt(),
                incident.updates().stream()
                        .map(update -> new Line(
                                Times.full(update.at()), update.status().wireName(), update.body(), update.automatic()))
                        .toList());
    }

    static FeedEntry of(Maintenance maintenance, PageIdentity page) {
        return new FeedEntry(
                page.incidentUrl(maintenance.id()),
                maintenance.name() + " (maintenance "
                        + Times.between(maintenance.scheduledFor(), maintenance.scheduledUntil(), Instant.EPOCH) + ")",
                maintenance.createdAt(),
                maintenance.changedAt(),
                maintenance.updates().stream()
                        .map(update -> new Line(
                                Times.full(update.at()), update.status().word(), update.body(), update.automatic()))
                        .toList());
    }

    /** RFC 3339, as Atom and JSON Feed want it. */
    public String publishedIso() {
        return iso(published);
    }

    public String updatedIso() {
        return iso(updated);
    }

    /** RFC 822 with a year of four digits, as RSS wants it. */
    public String publishedRfc822() {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(published.atZone(ZoneOffset.UTC));
    }

    static String iso(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
