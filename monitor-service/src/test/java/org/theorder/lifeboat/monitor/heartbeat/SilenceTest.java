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
        assertThat(silence.of("backup-service", START, START.plusSeconds(91), PATIENCE))
                .isInstanceOfSatisfying(
                        Reading.Measured.class,
                        silent -> assertThat(silent.amount()).isEqualTo(91));
    }

    @Test
    void whoWasNeverHeardIsUnknownAndThenSilent() {
        assertThat(silence.of("backup-service", null, START.plusSeconds(5), PATIENCE))
                .isEqualTo(new Reading.Unknown("not heard yet", true));
        assertThat(silence.of("backup-service", null, START.plusSeconds(91), PATIENCE)
                        .value())
                .isEqualTo("silent: never heard");
    }

    @Test
    void whatWeMissedWhileWeWereAwayIsNotSilence() {
        Instant longAgo = START.minus(Duration.ofHours(1));

        assertThat(silence.of("backup-service", longAgo, START.plusSeconds(5), PATIENCE))
                .isInstanceOf(Reading.Unknown.class);
        assertThat(silence.of("backup-service", longAgo, START.plusSeconds(91), PATIENCE)
                        .value())
                .isEqualTo("silent: last heard at 11:00:00 UTC");
    }
}
