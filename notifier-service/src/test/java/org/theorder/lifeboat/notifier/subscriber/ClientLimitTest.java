package org.theorder.lifeboat.notifier.subscriber;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.notifier.Settings;

class ClientLimitTest {
    private final Now now = new Now();
    private final ClientLimit limit = new ClientLimit(
            Settings.of(SubscriberSettings.class, Map.of("lifeboat.notifier.subscribers.forms-per-client", "2")), now);

    @Test
    void soManyInAnHourAndNotOneMore() {
        assertThat(limit.allows("192.0.2.1")).isTrue();
        assertThat(limit.allows("192.0.2.1")).isTrue();
        assertThat(limit.allows("192.0.2.1")).isFalse();
        assertThat(limit.allows("192.0.2.2")).isTrue();

        now.time = now.time.plus(Duration.ofMinutes(59));
        assertThat(limit.allows("192.0.2.1")).isFalse();
        now.time = now.time.plus(Duration.ofMinutes(1));
        assertThat(limit.allows("192.0.2.1")).isTrue();
    }

    @Test
    void aNetworkOfVersionSixIsOneClient() {
        assertThat(limit.allows("2001:db8::1")).isTrue();
        assertThat(limit.allows("2001:db8::2")).isTrue();
        assertThat(limit.allows("2001:db8:0:0:ffff::3")).isFalse();
        assertThat(limit.allows("2001:db8:0:1::1")).isTrue();
    }

    private static final class Now extends Clock {
        private Instant time = Instant.parse("2026-11-22T12:00:00Z");

        @Override
        public Instant instant() {
            return time;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
