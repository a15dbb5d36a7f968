package org.theorder.lifeboat.monitor.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.Impact;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Team;
import org.theorder.lifeboat.monitor.rulebook.RuleBook;

class CheckStatusTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final RuleSet RULES = RuleBook.ofRelease();
    private static final Subject SHOP = new Subject(RuleName.SERVICE_DOWN, "shop", new ClusterName("shop"), "shop");
    private static final Reading GOOD = new Reading.Good("select 1 in 3 ms");
    private static final Reading BAD = new Reading.Bad("refused", "down", List.of());
    private static final Reading UNKNOWN = new Reading.Unknown("login refused");

    private Instant now = NOON;
    private CheckStatus status = CheckStatus.unseen(NOON);

    /** What was told about the subject itself, then about sight, then about flapping. */
    private List<String> look(Reading reading) {
        return look(reading, SECOND);
    }

    private List<String> look(Reading reading, Duration elapsed) {
        now = now.plus(elapsed);
        CheckStatus.Outcome outcome = status.judge(RULES, SHOP, reading, now, elapsed);
        status = outcome.status();
        return outcome.judgements().stream()
                .map(judgement -> judgement.subject().key().rule() + " " + judgement.change())
                .toList();
    }

    @Test
    void whatWasNeverSeenIsUnknown() {
        assertThat(status.state()).isEqualTo(CheckState.UNKNOWN);
    }

    @Test
    void sinceIsWhenTheStateChanged() {
        look(GOOD);
        look(GOOD);
        assertThat(status.state()).isEqualTo(CheckState.OK);
        assertThat(status.since()).isEqualTo(NOON.plusSeconds(1));

        look(BAD);
        look(BAD);
        assertThat(status.state()).isEqualTo(CheckState.FAILING);
        assertThat(status.since()).isEqualTo(NOON.plusSeconds(3));
        assertThat(status.lastGoodAt()).isEqualTo(NOON.plusSeconds(2));
    }

    @Test
    void staysFailingUntilItsIncidentIsOver() {
        look(BAD);
        look(BAD);
        look(BAD);
        look(GOOD);
        assertThat(status.state()).isEqualTo(CheckState.FAILING);

        assertThat(look(GOOD)).containsExactly("service-down CLEARED");
        assertThat(status.state()).isEqualTo(CheckState.OK);
    }

    @Test
    void unknownIsShownEvenThoughItWasGood() {
        look(GOOD);
        look(UNKNOWN);
        assertThat(status.state()).isEqualTo(CheckState.UNKNOWN);
        assertThat(status.value()).isEqualTo("login refused");
    }

    @Test
    void unknownForNinetySecondsIsAnIncidentOfItsOwn() {
        for (int second = 0; second < 90; second++) {
            assertThat(look(UNKNOWN)).isEmpty();
        }
        assertThat(look(UNKNOWN)).containsExactly("monitoring-blind RAISED");
        assertThat(look(UNKNOWN)).isEmpty();

        assertThat(look(BAD)).containsExactly("monitoring-blind CLEARED");
    }

    @Test
    void unknownForAKnownReasonIsNotAnIncident() {
        for (int second = 0; second < 300; second++) {
            assertThat(look(new Reading.Unknown("shop is down", true))).isEmpty();
        }
        assertThat(status.state()).isEqualTo(CheckState.UNKNOWN);
    }

    /** The first reading of a new process: no time has passed that it knows of. */
    @Test
    void countersGoOnAfterARestart() {
        look(BAD);
        look(BAD);

        assertThat(look(BAD, Duration.ZERO)).containsExactly("service-down RAISED");
    }

    @Test
    void whatWasRaisedBeforeARestartIsNotRaisedAgain() {
        look(BAD);
        look(BAD);
        look(BAD);

        assertThat(look(BAD, Duration.ZERO)).isEmpty();
    }

    private List<String> comesAndGoes(int times) {
        List<String> told = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            for (Reading reading : List.of(BAD, BAD, BAD, GOOD, GOOD)) {
                told.addAll(look(reading));
            }
        }
        return told;
    }

    @Test
    void moreThanFourChangesInFifteenMinutesAreOneIncidentInstead() {
        assertThat(comesAndGoes(2))
                .containsExactly(
                        "service-down RAISED", "service-down CLEARED", "service-down RAISED", "service-down CLEARED");

        assertThat(comesAndGoes(20)).containsExactly("flapping RAISED");
    }

    /** Nothing else tells of an outage that comes and goes: it pages, and the status page shows it. */
    @Test
    void whatFlapsIsAsGraveAsWhatComesAndGoes() {
        comesAndGoes(2);
        look(BAD);
        look(BAD);
        Judgement flapping =
                status.judge(RULES, SHOP, BAD, now, SECOND).judgements().getLast();

        assertThat(flapping.subject().key().rule()).isEqualTo(RuleName.FLAPPING);
        assertThat(flapping.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(flapping.rule().impact()).isEqualTo(Impact.CRITICAL);
        assertThat(flapping.rule().team()).isEqualTo(Team.INFRASTRUCTURE);
    }

    @Test
    void aWarningThatComesAndGoesStaysOneUntilItIsCritical() {
        Subject disk = new Subject(RuleName.STORAGE_USED, "data", null, "data");
        List<Judgement> told = new ArrayList<>();
        for (int percent : new int[] {85, 70, 85, 70, 85, 70, 85, 95}) {
            CheckStatus.Outcome outcome = status.judge(
                    RULES, disk, new Reading.Measured(percent, percent + " %", "full", List.of()), NOON, SECOND);
            status = outcome.status();
            outcome.judgements().stream()
                    .filter(judgement -> judgement.rule().name() == RuleName.FLAPPING)
                    .forEach(told::add);
        }

        assertThat(told)
                .extracting(Judgement::change)
                .containsExactly(Condition.Change.RAISED, Condition.Change.WORSENED);
        assertThat(told).extracting(Judgement::severity).containsExactly(Severity.WARNING, Severity.CRITICAL);
    }

    @Test
    void whatFlapsIsOverAfterTenMinutesAtRestAndThenRaisedAnew() {
        comesAndGoes(3);
        for (int second = 0; second < 600; second++) {
            assertThat(look(GOOD)).isEmpty();
        }
        assertThat(look(GOOD)).containsExactly("flapping CLEARED");

        assertThat(look(BAD)).isEmpty();
        assertThat(look(BAD)).isEmpty();
        assertThat(look(BAD)).containsExactly("service-down RAISED");
    }

    @Test
    void whatComesToRestWhileItIsBadIsAnIncidentOfItsOwnAgain() {
        comesAndGoes(3);
        List<String> told = new ArrayList<>();
        for (int second = 0; second < 700; second++) {
            told.addAll(look(BAD));
        }

        assertThat(told).containsExactly("flapping CLEARED", "service-down RAISED");
    }

    /** Otherwise an outage that was raised when it was seen last would have no incident at all. */
    @Test
    void whatCannotBeSeenHasNotComeToRest() {
        comesAndGoes(3);
        look(BAD);
        look(BAD);
        look(BAD);
        List<String> told = new ArrayList<>();
        for (int second = 0; second < 700; second++) {
            told.addAll(look(UNKNOWN));
        }
        assertThat(told).containsExactly("monitoring-blind RAISED");

        told.clear();
        for (int second = 0; second < 700; second++) {
            told.addAll(look(BAD));
        }
        assertThat(told).containsExactly("monitoring-blind CLEARED", "flapping CLEARED", "service-down RAISED");
    }

    @Test
    void fourChangesAnHourApartAreNotFlapping() {
        for (int hour = 0; hour < 10; hour++) {
            assertThat(comesAndGoes(1)).containsExactly("service-down RAISED", "service-down CLEARED");
            look(GOOD, Duration.ofHours(1));
        }
    }

    /** A backup that fails and succeeds is told each time, whatever else is damped. */
    @Test
    void whatMustNeverBeMutedIsNotDamped() {
        Subject safety = new Subject(RuleName.RECOVERY_POINT, "shop/dr", new ClusterName("shop"), "shop");
        Reading missed = new Reading.Measured(101, "61 min", "missed", List.of());
        Reading met = new Reading.Measured(1, "36 s", "met", List.of());
        List<Condition.Change> told = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            for (Reading reading : List.of(missed, missed, met)) {
                CheckStatus.Outcome outcome = status.judge(RULES, safety, reading, NOON, SECOND);
                status = outcome.status();
                outcome.judgements().forEach(judgement -> told.add(judgement.change()));
            }
        }

        assertThat(told).hasSize(20).doesNotContain(Condition.Change.WORSENED);
    }
}
