package org.theorder.lifeboat.notifier.incident;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.IncidentOpened;
import org.theorder.lifeboat.events.IncidentResolved;
import org.theorder.lifeboat.events.IncidentUpdated;
import org.theorder.lifeboat.notifier.wording.ForeignText;

/**
 * What one of the three incident events says; its texts are cleaned and cut here, where they enter.
 *
 * @param message for people
 * @param automatic true if a machine wrote the message
 * @param author who wrote it; null if a machine did, or if it was written in another region
 */
record IncidentNews(
        Incident incident,
        String message,
        boolean automatic,
        Instant at,
        @Nullable String author) {
    private static final int MOST_FACTS = 20;
    private static final int LONGEST_NAME = 80;
    private static final int LONGEST_FACT = 300;

    IncidentNews {
        incident = clean(incident);
        message = ForeignText.body(message);
    }

    IncidentNews(Incident incident, String message, boolean automatic, Instant at) {
        this(incident, message, automatic, at, null);
    }

    /** The same, and who said it. */
    IncidentNews by(String person) {
        return new IncidentNews(incident, message, automatic, at, person);
    }

    static IncidentNews of(IncidentOpened event) {
        return new IncidentNews(event.incident(), event.message(), event.automatic(), event.at());
    }

    static IncidentNews of(IncidentUpdated event) {
        return new IncidentNews(event.incident(), event.message(), event.automatic(), event.at());
    }

    static IncidentNews of(IncidentResolved event) {
        return new IncidentNews(event.incident(), event.message(), event.automatic(), event.at());
    }

    /** The line of the story that it makes. */
    RecordedUpdate line(boolean mailed) {
        return new RecordedUpdate(
                incident.id() + "-" + incident.version(),
                incident.version(),
                incident.status(),
                incident.impact(),
                message,
                automatic,
                mailed,
                at,
                author);
    }

    private static Incident clean(Incident incident) {
        return new Incident(
                incident.id(),
                incident.version(),
                name(incident.rule()),
                name(incident.subject()),
                incident.severity(),
                incident.impact(),
                incident.status(),
                name(incident.component()),
                incident.team(),
                ForeignText.line(incident.title()),
                facts(incident.facts()),
                lineOrNull(incident.suggestedPlan(), LONGEST_FACT),
                lineOrNull(incident.acknowledgedBy(), LONGEST_NAME),
                incident.openedAt(),
                incident.resolvedAt(),
                lineOrNull(incident.muted(), LONGEST_FACT));
    }

    private static List<Fact> facts(List<Fact> facts) {
        return facts.stream()
                .limit(MOST_FACTS)
                .map(fact -> new Fact(name(fact.name()), ForeignText.line(fact.value(), LONGEST_FACT)))
                .toList();
    }

    private static String name(String text) {
        return ForeignText.line(text, LONGEST_NAME);
    }

    private static @Nullable String lineOrNull(@Nullable String text, int longest) {
        return text == null ? null : ForeignText.line(text, longest);
    }
}
