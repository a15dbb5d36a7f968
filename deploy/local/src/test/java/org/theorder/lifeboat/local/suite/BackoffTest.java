package org.theorder.lifeboat.local.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void firstRestartIsAlmostAtOnce() {
        assertThat(Backoff.before(0)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void pausesGrowToHalfAMinute() {
        assertThat(IntStream.range(0, 100).mapToObj(Backoff::before)).isSorted();
        assertThat(Backoff.before(1_000)).isEqualTo(Duration.ofSeconds(30));
    }
}
