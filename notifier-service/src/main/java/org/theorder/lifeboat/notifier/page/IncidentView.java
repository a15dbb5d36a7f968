package org.theorder.lifeboat.notifier.page;

import io.quarkus.qute.RawString;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.notifier.component.Catalog;
import org.theorder.lifeboat.notifier.component.Component;
import org.theorder.lifeboat.notifier.incident.RecordedIncident;
import org.theorder.lifeboat.notifier.maintenance.Maintenance;
import org.theorder.lifeboat.notifier.timeline.TimelineRenderer;
import org.theorder.lifeboat.notifier.wording.ForeignText;
import org.theorder.lifeboat.notifier.wording.Markdown;
import org.theorder.lifeboat.notifier.wording.Moment;
import org.theorder.lifeboat.notifier.wording.Times;

/**
 * An incident, or a maintenance, as the page shows it. Facts and people's names are left to mails: the page is public.
 *
 * @param url absolute, for the text version
 * @param mark how bad it is or was
 * @param now whether it is over
 * @param period what it affects, since when, how long
 * @param updates newest first
 * @param more says how many updates are only on the incident's own page; null if none
 * @param timeline the address of its signed timeline; null if there is none
 */
public record IncidentView(
        String id,
        String title,
        String href,
        String url,
        String component,
        Mark mark,
        Mark now,
        String period,
        List<Update> updates,
        @Nullable String more,
        @Nullable String timeline) {
    private static final int UPDATES_ON_THE_FRONT_PAGE = 5;
    private static final int UPDATES_ON_ITS_OWN_PAGE = 100;
    private static final int BODY_ON_THE_FRONT_PAGE = 600;

    /** One line of the story. */
    public record Update(String word, Moment at, String body, boolean automatic) {
        /** For the page. */
        public RawString html() {
            return Markdown.html(body);
        }

        /** For plain text: further lines begin where the first does. */
        public String indented() {
            return body.replace("\n", "\n  ");
        }
    }

    /** For the front page: the newest updates, long ones shortened. */
    static IncidentView brief(RecordedIncident incident, Catalog catalog, PageIdentity page, Instant now) {
        return of(incident, catalog, page, now, UPDATES_ON_THE_FRONT_PAGE, BODY_ON_THE_FRONT_PAGE);
    }

    /** For its own page. */
    static IncidentView whole(RecordedIncident incident, Catalog catalog, PageIdentity page, Instant now) {
        return of(incident, catalog, page, now, UPDATES_ON_ITS_OWN_PAGE, Integer.MAX_VALUE);
    }

    /** For the front page: the newest word about a maintenance. */
    static IncidentView brief(Maintenance maintenance, Catalog catalog, PageIdentity page, Instant now) {
        return of(maintenance, catalog, page, now, 1, BODY_ON_THE_FRONT_PAGE);
    }

    /** For the maintenance's own page. */
    static IncidentView whole(Maintenance maintenance, Catalog catalog, PageIdentity page, Instant now) {
        return of(maintenance, catalog, page, now, UPDATES_ON_ITS_OWN_PAGE, Integer.MAX_VALUE);
    }

    /** The same when nothing is known about the present any more. */
    IncidentView unknown() {
        Mark unknown =
                new Mark("un", "Status unknown, last heard of as " + now.word().toLowerCase(Locale.ROOT));
        return new IncidentView(id, title, href, url, component, mark, unknown, period, updates, more, timeline);
    }

    private static IncidentView of(
            RecordedIncident incident, Catalog catalog, PageIdentity page, Instant now, int most, int longest) {
        String component = catalog.component(incident.state().component())
                .map(Component::name)
                .orElse(incident.state().component());
        return new IncidentView(
                incident.id(),
                incident.state().title(),
                "/incidents/" + incident.id(),
                page.incidentUrl(incident.id()),
                component,
                Mark.of(incident.state().impact()),
                now(incident),
                period(incident, component, now),
                incident.updates().stream()
                        .limit(most)
                        .map(update -> update(
                                word(update.status()), update.at(), update.body(), update.automatic(), now, longest))
                        .toList(),
                more(incident.updates().size() - most),
                page.signed() ? TimelineRenderer.path(incident.id()) : null);
    }

    private static IncidentView of(
            Maintenance maintenance, Catalog catalog, PageIdentity page, Instant now, int most, int longest) {
        String components = maintenance.components().stream()
                .map(id -> catalog.component(id).map(Component::name).orElse(id))
                .collect(Collectors.joining(", "));
        return new IncidentView(
                maintenance.id(),
                maintenance.name(),
                "/incidents/" + maintenance.id(),
                page.incidentUrl(maintenance.id()),
                components,
                new Mark("mt", "Maintenance"),
                new Mark("mt", maintenance.status().word()),
                components + ", " + Times.between(maintenance.scheduledFor(), maintenance.scheduledUntil(), now) + ", "
                        + maintenance.status().word().toLowerCase(Locale.ROOT),
                maintenance.updates().stream()
                        .limit(most)
                        .map(update -> update(
                                update.status().word(), update.at(), update.body(), update.automatic(), now, longest))
                        .toList(),
                more(maintenance.updates().size() - most),
                null);
    }

    private static @Nullable String more(int left) {
        return left <= 0 ? null : left == 1 ? "1 earlier update" : left + " earlier updates";
    }

    private static Mark now(RecordedIncident incident) {
        return incident.isOpen()
                ? new Mark(
                        Mark.of(incident.state().impact()).css(),
                        word(incident.state().status()))
                : new Mark("ok", "Resolved");
    }

    private static String period(RecordedIncident incident, String component, Instant now) {
        Instant opened = incident.state().openedAt();
        Instant ended = incident.endedAt();
        Duration length = incident.lengthUntil(now);
        return ended == null
                ? component + ", since " + Times.toTheSecond(opened, now) + " (" + Times.length(length) + ")"
                : component + ", " + Times.toTheSecond(opened, now) + " to " + Times.toTheSecond(ended, opened) + " ("
                        + Times.length(length) + "), resolved";
    }

    private static Update update(String word, Instant at, String body, boolean automatic, Instant now, int longest) {
        boolean cut = body.length() > longest;
        return new Update(
                word, Moment.toTheSecond(at, now), cut ? ForeignText.beginning(body, longest) + "…" : body, automatic);
    }

    private static String word(IncidentStatus status) {
        String wire = status.wireName();
        return wire.substring(0, 1).toUpperCase(Locale.ROOT) + wire.substring(1);
    }
}
