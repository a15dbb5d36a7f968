package org.theorder.lifeboat.monitor.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.Impact;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Team;

class CheckStatusTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration BLIND_FOR = Duration.ofSeconds(90);
    private static final Subject SHOP = new Subject(
            new SubjectKey(Rule.SERVICE_DOWN, "shop"),
            new ClusterName("shop"),
            "shop",
            Team.DATABASE,
            Impact.CRITICAL,
            Damping.counts(3, 2),
            "3 failures in a row",
            null);
    private static final Reading GOOD = new Reading.Good("select 1 in 3 ms");
    private static final Reading BAD = new Reading.Bad(Severity.CRITICAL, "refused", "down", List.of());
    private static final Reading UNKNOWN = new Reading.Unknown("login refused");

    private Instant now = NOON;
    private CheckStatus status = CheckStatus.unseen(NOON);

    private Judgement look(Reading reading) {
        now = now.plus(SECOND);
        Judgement judgement = status.judge(SHOP, reading, now, SECOND, BLIND_FOR);
        status = judgement.status();
        return judgement;
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

        assertThat(look(GOOD).change()).isEqualTo(Condition.Change.CLEARED);
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
            assertThat(look(UNKNOWN).changesAnIncident()).isFalse();
        }
        assertThat(look(UNKNOWN).sight()).isEqualTo(Condition.Change.RAISED);
        assertThat(look(UNKNOWN).changesAnIncident()).isFalse();

        Judgement seen = look(BAD);
        assertThat(seen.sight()).isEqualTo(Condition.Change.CLEARED);
        assertThat(seen.change()).isEqualTo(Condition.Change.NONE);
    }

    @Test
    void unknownForAKnownReasonIsNotAnIncident() {
        for (int second = 0; second < 300; second++) {
            assertThat(look(new Reading.Unknown("shop is down", true)).changesAnIncident())
                    .isFalse();
        }
        assertThat(status.state()).isEqualTo(CheckState.UNKNOWN);
    }

    @Test
    void countersGoOnAfterARestart() {
        look(BAD);
        look(BAD);
        CheckStatus remembered = status;

        // the first reading of a new process: no time has passed that it knows of
        Judgement judgement = remembered.judge(SHOP, BAD, now.plusSeconds(30), Duration.ZERO, BLIND_FOR);

        assertThat(judgement.change()).isEqualTo(Condition.Change.RAISED);
    }

    @Test
    void whatWasRaisedBeforeARestartIsNotRaisedAgain() {
        look(BAD);
        look(BAD);
        look(BAD);
        CheckStatus remembered = status;

        Judgement judgement = remembered.judge(SHOP, BAD, now.plusSeconds(30), Duration.ZERO, BLIND_FOR);

        assertThat(judgement.changesAnIncident()).isFalse();
    }
}
