package org.theorder.lifeboat.notifier.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ChargeTest {
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
    private static final Duration DOUBT = Duration.ofMinutes(2);

    private Instant now = START;
    private int asked;
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    /** As a region does whose peers are dead. */
    private final Charge charge = new Charge(
            begun -> {
                asked++;
                return now.isAfter(begun.plus(DOUBT));
            },
            clock);

    @Test
    void itLooksOnceASecond() {
        charge.isOurs();
        now = START.plusMillis(900);
        charge.isOurs();
        assertThat(asked).isEqualTo(1);

        now = START.plusSeconds(1);
        charge.isOurs();
        assertThat(asked).isEqualTo(2);
    }

    @Test
    void aClockThatIsSetBackSilencesItNoLongerThanAStart() {
        assertThat(charge.isOurs()).isFalse();

        now = START.minus(Duration.ofHours(1));
        assertThat(charge.isOurs()).isFalse();
        now = now.plus(DOUBT).plusSeconds(1);
        assertThat(charge.isOurs()).isTrue();
    }
}
