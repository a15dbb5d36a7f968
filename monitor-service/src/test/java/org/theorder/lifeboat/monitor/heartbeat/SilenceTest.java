package org.theorder.lifeboat.monitor.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.monitor.rule.Reading;

class SilenceTest {
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
    private final Silence silence = new Silence(START);
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Test
    void howLongItHasBeenSilentIsMeasured() {
        assertThat(silence.of("backup-service", START, null, START.plusSeconds(91), PATIENCE))
                .isInstanceOfSatisfying(
                        Reading.Measured.class,
                        silent -> assertThat(silent.amount()).isEqualTo(91));
    }

    @Test
    void whoWasNeverHeardIsUnknownAndThenSilent() {
        assertThat(silence.of("backup-service", null, null, START.plusSeconds(5), PATIENCE))
                .isEqualTo(new Reading.Unknown("not heard yet", true));
        assertThat(silence.of("backup-service", null, null, START.plusSeconds(91), PATIENCE)
                        .value())
                .isEqualTo("silent: never heard");
    }

    @Test
    void whatWeMissedWhileWeWereAwayIsNotSilence() {
        Instant longAgo = START.minus(Duration.ofHours(1));

        assertThat(silence.of("backup-service", longAgo, null, START.plusSeconds(5), PATIENCE))
                .isInstanceOf(Reading.Unknown.class);
        assertThat(silence.of("backup-service", longAgo, null, START.plusSeconds(91), PATIENCE)
                        .value())
                .isEqualTo("silent: last heard at 11:00:00 UTC");
    }

    @Test
    void whoLivesAndFinishesNoRoundDoesNotGetOn() {
        Instant heard = START.plusSeconds(200);
        assertThat(silence.of("backup-service", heard, START.plusSeconds(111), heard, PATIENCE)
                        .value())
                .isEqualTo("heard 0 s ago");

        assertThat(silence.of("backup-service", heard, START.plusSeconds(109), heard, PATIENCE))
                .isInstanceOfSatisfying(Reading.Measured.class, stalled -> {
                    assertThat(stalled.amount()).isEqualTo(91);
                    assertThat(stalled.title()).isEqualTo("Monitoring is blind: backup-service does not get on");
                });
    }

    @Test
    void roundsThatEndedWhileWeWereAwayAreNotMissed() {
        Instant heard = START.plusSeconds(5);

        assertThat(silence.of("backup-service", heard, START.minus(Duration.ofHours(1)), heard, PATIENCE)
                        .value())
                .isEqualTo("heard 0 s ago");
    }

    @Test
    void anOlderVersionThatSaysNothingAboutItsRoundsIsJudgedByItsHeartbeatsAlone() {
        assertThat(silence.of("backup-service", START, null, START.plusSeconds(5), PATIENCE)
                        .value())
                .isEqualTo("heard 5 s ago");
    }
}
