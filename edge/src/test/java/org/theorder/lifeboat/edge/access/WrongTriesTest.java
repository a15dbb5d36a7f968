package org.theorder.lifeboat.edge.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WrongTriesTest {
    private Instant now = Instant.parse("2026-11-22T12:00:00Z");
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private final WrongTries tries = new WrongTries(TokenFileTest.configuration(Optional.empty()), clock);

    @Test
    void threeWrongTokensAMinute() {
        for (int i = 0; i < 3; i++) {
            assertThat(tries.exhausted("a")).isFalse();
            tries.record("a");
        }

        assertThat(tries.exhausted("a")).isTrue();
        assertThat(tries.exhausted("b")).isFalse();

        now = now.plus(Duration.ofSeconds(61));
        assertThat(tries.exhausted("a")).isFalse();
    }

    @Test
    void remembersABoundedNumberOfAddresses() {
        for (int i = 0; i < 3; i++) {
            tries.record("first");
        }
        for (int i = 0; i < 1000; i++) {
            tries.record("address-" + i);
        }

        assertThat(tries.exhausted("first")).isFalse();
    }
}
