package org.theorder.lifeboat.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MeasurementTest {
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
    private static final Instant DISASTER = START.plusMillis(5_200);
    private static final List<Order> TEN = LongStream.rangeClosed(1, 10)
            .mapToObj(number -> new Order(number, START.plusMillis(number * 500)))
            .toList();

    @Test
    void whatIsRestoredWholeHasLostNothing() {
        Measurement measurement = measure(Set.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L));
        assertThat(measurement.lost()).isZero();
        assertThat(measurement.acknowledged()).isEqualTo(10);
        assertThat(measurement.recoveryPoint()).isEqualTo(Duration.ofMillis(200));
    }

    @Test
    void everyAcknowledgedOrderThatIsNotThereIsLost() {
        Measurement measurement = measure(Set.of(1L, 2L, 3L, 4L, 5L, 6L));
        assertThat(measurement.lost()).isEqualTo(4);
        assertThat(measurement.recoveryPoint()).isEqualTo(Duration.ofMillis(2_200));
    }

    @Test
    void orderThatWasCommittedButNotAcknowledgedIsNoLoss() {
        assertThat(measure(Set.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L)).lost())
                .isZero();
    }

    @Test
    void nothingRestoredIsALossFromTheFirstOrderOn() {
        Measurement measurement = measure(Set.of());
        assertThat(measurement.lost()).isEqualTo(10);
        assertThat(measurement.recoveryPoint()).isEqualTo(Duration.ofMillis(4_700));
    }

    @Test
    void lossMayOnlyBeAtTheEnd() {
        assertThat(Recovery.isPrefix(TEN, Set.of(1L, 2L, 3L))).isTrue();
        assertThat(Recovery.isPrefix(TEN, Set.of())).isTrue();
        assertThat(Recovery.isPrefix(TEN, Set.of(1L, 2L, 4L))).isFalse();
    }

    private static Measurement measure(Set<Long> restored) {
        return Measurement.of(TEN, restored, DISASTER, DISASTER.plusSeconds(20));
    }
}
