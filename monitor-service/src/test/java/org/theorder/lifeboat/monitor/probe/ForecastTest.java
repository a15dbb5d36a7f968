package org.theorder.lifeboat.monitor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ForecastTest {
    private long nanos;
    private final Forecast forecast = new Forecast(() -> nanos);

    private Optional<Duration> after(Duration pause, double used) {
        nanos += pause.toNanos();
        return forecast.fullIn(used, 100);
    }

    @Test
    void whatGrowsEvenlyIsFullWhenTheLineReachesTheEnd() {
        Optional<Duration> left = Optional.empty();
        for (int minute = 0; minute <= 30; minute++) {
            left = after(Duration.ofMinutes(1), 50 + minute);
        }
        assertThat(left)
                .hasValueSatisfying(full -> assertThat(full).isBetween(Duration.ofMinutes(19), Duration.ofMinutes(21)));
        assertThat(Forecast.words(left)).isEqualTo(", full in 20 min");
    }

    @Test
    void nobodyCanSayBeforeItWasSeenForAWhile() {
        assertThat(after(Duration.ZERO, 50)).isEmpty();
        assertThat(after(Duration.ofSeconds(1), 51)).isEmpty();
        assertThat(after(Duration.ofMinutes(1), 52)).isEmpty();
    }

    @Test
    void whatDoesNotGrowIsNeverFull() {
        for (int minute = 0; minute < 20; minute++) {
            assertThat(after(Duration.ofMinutes(1), 50 - minute)).isEmpty();
        }
    }

    @Test
    void whatWasLongAgoDoesNotCount() {
        for (int hour = 0; hour < 12; hour++) {
            after(Duration.ofHours(1), 90 - hour);
        }
        Optional<Duration> left = Optional.empty();
        for (int minute = 0; minute < 600; minute++) {
            left = after(Duration.ofMinutes(1), 40 + minute * 0.05);
        }
        assertThat(left).isPresent();
    }
}
