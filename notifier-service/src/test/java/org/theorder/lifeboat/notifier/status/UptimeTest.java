package org.theorder.lifeboat.notifier.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.theorder.lifeboat.notifier.Scenes.NOW;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.Impact;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.notifier.Scenes;
import org.theorder.lifeboat.notifier.evidence.Unwatched;
import org.theorder.lifeboat.notifier.incident.RecordedIncident;

class UptimeTest {
    private static final Instant LONG_AGO = NOW.minus(Duration.ofDays(365));

    @Test
    void aQuietComponentHasNinetyGoodDays() {
        Uptime uptime = Uptime.of(Past.NONE, LONG_AGO, NOW);

        assertThat(uptime.days()).hasSize(90).allMatch(day -> day.worst() == ComponentState.OPERATIONAL);
        assertThat(uptime.percent()).hasValue(100);
        assertThat(uptime.days().getLast().date()).isEqualTo(LocalDate.parse("2026-11-22"));
    }

    @Test
    void timeBeforeTheRecordBeganHasNoDataAndDoesNotCount() {
        Instant yesterdayNoon = NOW.minus(Duration.ofDays(1));

        Uptime uptime = Uptime.of(Past.NONE, yesterdayNoon, NOW);

        assertThat(uptime.days().subList(0, 88)).allMatch(day -> day.worst() == null);
        assertThat(uptime.days().subList(88, 90)).allMatch(day -> day.worst() == ComponentState.OPERATIONAL);
        assertThat(uptime.recorded()).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void timeInWhichNobodyEverWatchedIsNoGoodTime() {
        Uptime uptime = Uptime.of(Past.NONE.unwatchedSince(Instant.EPOCH, NOW), NOW.minus(Duration.ofDays(3)), NOW);

        assertThat(uptime.days().getLast().worst()).isEqualTo(ComponentState.UNKNOWN);
        assertThat(uptime.recorded()).isZero();
        assertThat(uptime.percent()).isEmpty();
    }

    @Test
    void anOutageOverMidnightCountsOnBothDays() {
        Instant midnight = Instant.parse("2026-11-20T00:00:00Z");
        RecordedIncident outage = incident(Impact.CRITICAL, midnight.minusSeconds(600), midnight.plusSeconds(1200));

        Uptime uptime = Uptime.of(past(outage), LONG_AGO, NOW);

        assertThat(uptime.notableDays())
                .extracting(Uptime.Day::outage)
                .containsExactly(Duration.ofMinutes(10), Duration.ofMinutes(20));
        assertThat(uptime.outage()).isEqualTo(Duration.ofMinutes(30));
        assertThat(uptime.percent().orElseThrow()).isLessThan(100).isGreaterThan(99.9);
    }

    @Test
    void twoIncidentsAtTheSameTimeCountOnceAsTheWorse() {
        Instant begin = Instant.parse("2026-11-20T10:00:00Z");
        RecordedIncident minor = incident(Impact.MINOR, begin, begin.plusSeconds(3600));
        RecordedIncident major = incident(Impact.MAJOR, begin.plusSeconds(600), begin.plusSeconds(1200));

        Uptime.Day day =
                Uptime.of(past(minor, major), LONG_AGO, NOW).notableDays().getFirst();

        assertThat(day.worst()).isEqualTo(ComponentState.PARTIAL_OUTAGE);
        assertThat(day.outage()).isEqualTo(Duration.ofMinutes(10));
        assertThat(day.degraded()).isEqualTo(Duration.ofMinutes(50));
    }

    @Test
    void theImpactCountsAsItWasAtEachMoment() {
        Instant begin = Instant.parse("2026-11-20T10:00:00Z");
        RecordedIncident incident = Scenes.incident(
                "x",
                2,
                Impact.CRITICAL,
                IncidentStatus.RESOLVED,
                "shop",
                "It got worse",
                begin,
                begin.plusSeconds(3600),
                List.of(
                        Scenes.line(1, IncidentStatus.INVESTIGATING, Impact.MINOR, "slow", true, begin),
                        Scenes.line(
                                2, IncidentStatus.IDENTIFIED, Impact.CRITICAL, "down", true, begin.plusSeconds(1800))));

        Uptime.Day day = Uptime.of(past(incident), LONG_AGO, NOW).notableDays().getFirst();

        assertThat(day.degraded()).isEqualTo(Duration.ofMinutes(30));
        assertThat(day.outage()).isEqualTo(Duration.ofMinutes(30));
    }

    @Test
    void anOpenIncidentLastsUntilNow() {
        RecordedIncident open = Scenes.incident(
                "x",
                1,
                Impact.CRITICAL,
                IncidentStatus.INVESTIGATING,
                "shop",
                "Down",
                NOW.minusSeconds(300),
                null,
                List.of());

        assertThat(Uptime.of(past(open), LONG_AGO, NOW).outage()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void timeInWhichNobodyWatchedIsNotCalledUp() {
        Instant begin = Instant.parse("2026-11-20T10:00:00Z");
        Unwatched gap = new Unwatched(begin, begin.plus(Duration.ofHours(3)));

        Uptime uptime = Uptime.of(new Past(List.of(), List.of(), List.of(gap)), NOW.minus(Duration.ofDays(10)), NOW);

        assertThat(uptime.notableDays()).singleElement().satisfies(day -> {
            assertThat(day.worst()).isEqualTo(ComponentState.UNKNOWN);
            assertThat(day.unwatched()).isEqualTo(Duration.ofHours(3));
            assertThat(day.hadTrouble()).isFalse();
        });
        assertThat(uptime.recorded()).isEqualTo(Duration.ofDays(10).minusHours(3));
    }

    @Test
    void aHundredPercentMeansNotASecond() {
        RecordedIncident blink = incident(Impact.CRITICAL, NOW.minusSeconds(5000), NOW.minusSeconds(4999));

        assertThat(Uptime.of(past(blink), LONG_AGO, NOW).percent()).hasValue(99.99);
    }

    private static Past past(RecordedIncident... incidents) {
        return new Past(List.of(incidents), List.of(), List.of());
    }

    private static RecordedIncident incident(Impact impact, Instant from, Instant to) {
        return Scenes.incident("x", 2, impact, IncidentStatus.RESOLVED, "shop", "Down", from, to, List.of());
    }
}
