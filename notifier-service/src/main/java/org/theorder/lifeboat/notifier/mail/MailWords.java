package org.theorder.lifeboat.notifier.mail;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.notifier.incident.RecordedIncident;
import org.theorder.lifeboat.notifier.incident.Telling;
import org.theorder.lifeboat.notifier.maintenance.Maintenance;
import org.theorder.lifeboat.notifier.wording.ForeignText;
import org.theorder.lifeboat.notifier.wording.ReaderZone;
import org.theorder.lifeboat.notifier.wording.Times;

/** What the mails to teams and to subscribers say in the same words. */
public final class MailWords {
    private static final int MOST_UPDATES = 15;
    private static final int LONGEST_BODY = 1_500;

    private MailWords() {}

    /** What happened and when, for example {@code RESOLVED 22 Nov 2026, 12:03:38 UTC, after 14 s}. */
    public static String headline(RecordedIncident incident, Telling telling, ReaderZone zone) {
        Instant now = incident.changedAt();
        return switch (telling.kind()) {
            case OPENED -> "OPENED " + zone.full(incident.state().openedAt());
            case UPDATED -> updated(incident, zone);
            case ACKNOWLEDGED -> "TAKEN " + zone.full(now);
            case ESCALATED ->
                "NOBODY HAS TAKEN THIS since " + zone.full(incident.state().openedAt());
            case RESOLVED -> resolved(incident, zone);
        };
    }

    /** Not when something was said last: that may have been heard earlier. */
    private static String resolved(RecordedIncident incident, ReaderZone zone) {
        Instant ended = Objects.requireNonNullElse(incident.endedAt(), incident.changedAt());
        return "RESOLVED " + zone.full(ended) + ", after " + Times.length(incident.lengthUntil(ended));
    }

    private static String updated(RecordedIncident incident, ReaderZone zone) {
        String at = zone.full(incident.changedAt());
        Instant ended = incident.endedAt();
        if (ended == null) {
            return incident.state().status().wireName().toUpperCase(Locale.ROOT) + " " + at;
        }
        boolean explained = incident.toldStatus() == IncidentStatus.POSTMORTEM;
        return (explained ? "POSTMORTEM " : "SAID AFTERWARDS ") + at + "; it is over since " + zone.full(ended);
    }

    /** Dark enough on white, and never the only sign: the word stands beside it. */
    public static String colour(Telling telling) {
        return switch (telling.kind()) {
            case OPENED, ESCALATED -> "#A40E26";
            case UPDATED, ACKNOWLEDGED -> "#7D4E00";
            case RESOLVED -> "#116329";
        };
    }

    /** The newest lines of the story, newest first. */
    public static List<MailView.Update> updates(RecordedIncident incident, ReaderZone zone) {
        return incident.updates().stream()
                .limit(MOST_UPDATES)
                .map(update -> new MailView.Update(
                        zone.toTheSecond(update.at(), incident.state().openedAt()),
                        update.status().wireName(),
                        shortened(update.body()),
                        update.automatic()))
                .toList();
    }

    /** The newest lines of what was said about a maintenance, newest first. */
    public static List<MailView.Update> updates(Maintenance maintenance, ReaderZone zone) {
        return maintenance.updates().stream()
                .limit(MOST_UPDATES)
                .map(update -> new MailView.Update(
                        zone.toTheSecond(update.at(), maintenance.changedAt()),
                        update.word(),
                        shortened(update.body()),
                        update.automatic()))
                .toList();
    }

    private static String shortened(String body) {
        return body.length() <= LONGEST_BODY ? body : ForeignText.beginning(body, LONGEST_BODY) + "…";
    }
}
