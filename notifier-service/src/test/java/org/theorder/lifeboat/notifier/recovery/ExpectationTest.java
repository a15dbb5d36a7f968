package org.theorder.lifeboat.notifier.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExpectationTest {
    private static final Instant REQUESTED = Instant.parse("2026-11-22T12:04:00Z");

    @Test
    void withoutAnEarlierRestoreNothingIsExpected() {
        assertThat(Expectation.of(REQUESTED, List.of())).isEmpty();
    }

    @Test
    void oneEarlierRestoreGivesOneMoment() {
        assertThat(Expectation.of(REQUESTED, List.of(Duration.ofMinutes(5))))
                .contains(new Expectation(REQUESTED.plusSeconds(300), REQUESTED.plusSeconds(300), 1));
    }

    @Test
    void theFastestAndTheSlowestOfManyDoNotCount() {
        List<Duration> times = IntStream.rangeClosed(0, 20)
                .mapToObj(Duration::ofMinutes)
                .toList()
                .reversed();

        assertThat(Expectation.of(REQUESTED, times))
                .contains(new Expectation(
                        REQUESTED.plus(Duration.ofMinutes(2)), REQUESTED.plus(Duration.ofMinutes(18)), 21));
    }
}
