package org.theorder.lifeboat.monitor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

class ForecastTest {
    private long nanos;
    private final Forecast forecast = new Forecast(() -> nanos, Forecast.History.NONE);

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

    private static LifeboatException away() {
        return new LifeboatException(ErrorCode.SERVER_UNREACHABLE, "the database is away");
    }

    @Test
    void aHistoryThatIsAwayCostsNothingAndIsReadWhenItIsBack() {
        AtomicBoolean there = new AtomicBoolean();
        Forecast restarted = new Forecast(() -> nanos, new Forecast.History() {
            @Override
            public List<Forecast.Past> read() {
                if (!there.get()) {
                    throw away();
                }
                return List.of(
                        new Forecast.Past(Duration.ofMinutes(4), 46),
                        new Forecast.Past(Duration.ofMinutes(3), 47),
                        new Forecast.Past(Duration.ofMinutes(1), 48));
            }

            @Override
            public void add(double used) {
                if (!there.get()) {
                    throw away();
                }
            }
        });
        nanos += Duration.ofMinutes(1).toNanos();
        assertThat(restarted.fullIn(49, 100)).isEmpty();

        there.set(true);
        nanos += Duration.ofMinutes(1).toNanos();

        assertThat(restarted.fullIn(50, 100))
                .hasValueSatisfying(full -> assertThat(full).isBetween(Duration.ofMinutes(40), Duration.ofMinutes(60)));
    }
}
