package org.theorder.lifeboat.notifier.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.theorder.lifeboat.notifier.Scenes.NOW;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.Impact;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.IncidentId;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Team;
import org.theorder.lifeboat.notifier.incident.Telling.Told;

/** Who is owed a message, for every kind of news in every situation. */
class TellingTest {
    @Test
    void whateverComesFirstAboutAnOpenIncidentIsItsOpening() {
        assertThat(of(null, news(1, IncidentStatus.INVESTIGATING, true))).contains(telling("OPENED", "opened"));
        assertThat(of(null, news(3, IncidentStatus.MONITORING, true))).contains(telling("OPENED", "opened"));
    }

    @Test
    void anEndThatIsHeardFirstIsToldAlone() {
        assertThat(of(null, news(2, IncidentStatus.RESOLVED, true))).contains(telling("RESOLVED", "resolved-2"));
    }

    @Test
    void anEndIsOwedToThoseWhoWereToldOfTheBeginning() {
        assertThat(of(Told.OPEN, news(2, IncidentStatus.RESOLVED, true))).contains(telling("RESOLVED", "resolved-2"));
    }

    @Test
    void machinesDoNotMailUpdates() {
        assertThat(of(Told.OPEN, news(2, IncidentStatus.INVESTIGATING, true))).isEmpty();
        assertThat(of(Told.OPEN, news(2, IncidentStatus.IDENTIFIED, true))).isEmpty();
        assertThat(of(Told.OPEN, news(2, IncidentStatus.MONITORING, true))).isEmpty();
    }

    @Test
    void whatAPersonSaysIsAlwaysMailed() {
        assertThat(of(Told.OPEN, news(2, IncidentStatus.INVESTIGATING, false)))
                .contains(telling("UPDATED", "updated-2"));
        assertThat(of(Told.RESOLVED, news(3, IncidentStatus.RESOLVED, false)))
                .contains(telling("UPDATED", "updated-3"));
    }

    @Test
    void anIncidentThatOpensAgainIsToldAgain() {
        assertThat(of(Told.RESOLVED, news(3, IncidentStatus.INVESTIGATING, true)))
                .contains(telling("UPDATED", "updated-3"));
        assertThat(of(Told.RESOLVED, news(3, IncidentStatus.RESOLVED, true))).isEmpty();
    }

    @Test
    void whatIsOnlyForInformationIsNotMailedUntilItGetsWorse() {
        IncidentNews info =
                new IncidentNews(incident(1, IncidentStatus.INVESTIGATING, Severity.INFO), "fyi", true, NOW);

        assertThat(of(null, info)).isEmpty();
        assertThat(of(null, news(2, IncidentStatus.INVESTIGATING, true))).contains(telling("OPENED", "opened"));
    }

    @Test
    void whatGetsMoreSevereIsToldAlsoByMachines() {
        IncidentNews critical = news(3, IncidentStatus.INVESTIGATING, true);

        assertThat(Telling.of(Told.OPEN, open(Severity.WARNING), critical, NOW))
                .contains(telling("UPDATED", "updated-3"));
        assertThat(Telling.of(Told.OPEN, open(Severity.CRITICAL), critical, NOW))
                .isEmpty();
    }

    @Test
    void whoHasTakenItIsToldOnceAndNotToThePublic() {
        IncidentNews taken = new IncidentNews(takenBy("Ada", 2), "The database team is on it.", true, NOW);
        IncidentNews later = new IncidentNews(takenBy("Ada", 3), "Slower still.", true, NOW);

        Optional<Telling> told = Telling.of(Told.OPEN, open(Severity.CRITICAL), taken, NOW);
        assertThat(told).contains(telling("ACKNOWLEDGED", "acknowledged-2"));
        assertThat(told.orElseThrow().isForThePublic()).isFalse();
        assertThat(Telling.of(Told.OPEN, taken.incident(), later, NOW)).isEmpty();
        assertThat(Telling.of(Told.OPEN, open(Severity.WARNING), taken, NOW))
                .as("that it is worse matters more")
                .contains(telling("UPDATED", "updated-2"));
    }

    @Test
    void whatIsMutedDisturbsNobodyUntilItIsNotAnyMore() {
        Incident loud = incident(1, IncidentStatus.INVESTIGATING, Severity.CRITICAL);
        Incident muted = with(loud, null, "region is down");

        assertThat(of(null, new IncidentNews(muted, "down", true, NOW))).isEmpty();
        assertThat(of(null, news(2, IncidentStatus.INVESTIGATING, true))).contains(telling("OPENED", "opened"));
    }

    @Test
    void whatHappenedDaysAgoIsRecordedAndNotToldAnyMore() {
        IncidentNews old = new IncidentNews(
                incident(1, IncidentStatus.INVESTIGATING, Severity.CRITICAL),
                "long ago",
                true,
                NOW.minus(Duration.ofHours(73)));

        assertThat(of(null, old)).isEmpty();
    }

    @Test
    void whoeverWasToldOfTheBeginningIsOwedTheEndHoweverLate() {
        IncidentNews end = new IncidentNews(
                incident(2, IncidentStatus.RESOLVED, Severity.CRITICAL), "over", true, NOW.minus(Duration.ofHours(73)));

        assertThat(of(Told.OPEN, end)).contains(telling("RESOLVED", "resolved-2"));
    }

    private static Incident open(Severity severity) {
        return incident(1, IncidentStatus.INVESTIGATING, severity);
    }

    private static Incident takenBy(String person, int version) {
        return with(incident(version, IncidentStatus.INVESTIGATING, Severity.CRITICAL), person, null);
    }

    private static Incident with(Incident incident, String acknowledgedBy, String muted) {
        return new Incident(
                incident.id(),
                incident.version(),
                incident.rule(),
                incident.subject(),
                incident.severity(),
                incident.impact(),
                incident.status(),
                incident.component(),
                incident.team(),
                incident.title(),
                incident.facts(),
                null,
                acknowledgedBy,
                incident.openedAt(),
                null,
                muted);
    }

    private static Optional<Telling> of(Told told, IncidentNews news) {
        return Telling.of(told, null, news, NOW);
    }

    private static Telling telling(String kind, String cause) {
        return new Telling(Telling.Kind.valueOf(kind), cause);
    }

    private static IncidentNews news(int version, IncidentStatus status, boolean automatic) {
        return new IncidentNews(incident(version, status, Severity.CRITICAL), "message", automatic, NOW);
    }

    private static Incident incident(int version, IncidentStatus status, Severity severity) {
        Instant opened = NOW.minusSeconds(60);
        return new Incident(
                new IncidentId("i-1"),
                version,
                "service-down",
                "shop",
                severity,
                Impact.CRITICAL,
                status,
                "shop",
                Team.DATABASE,
                "Shop does not answer",
                List.of(),
                null,
                null,
                opened,
                status == IncidentStatus.RESOLVED ? NOW : null);
    }
}
