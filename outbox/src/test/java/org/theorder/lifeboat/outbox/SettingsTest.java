package org.theorder.lifeboat.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
    @Test
    void theOutboxHasDefaults() {
        OutboxSettings settings = config(Map.of()).getConfigMapping(OutboxSettings.class);

        assertThat(settings.poll()).isEqualTo(Duration.ofMillis(500));
        assertThat(settings.batch()).isEqualTo(200);
        assertThat(settings.keep()).isEqualTo(Duration.ofDays(1));
        assertThat(settings.lease()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.heartbeat()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void theInboxHasDefaults() {
        InboxSettings settings = config(Map.of()).getConfigMapping(InboxSettings.class);

        assertThat(settings.poll()).isEqualTo(Duration.ofMillis(500));
        assertThat(settings.batch()).isEqualTo(200);
        assertThat(settings.tries()).isEqualTo(5);
        assertThat(settings.firstPause()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.keep()).isEqualTo(Duration.ofDays(7));
        assertThat(settings.lease()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void keysAreWrittenWithDashes() {
        SmallRyeConfig config =
                config(Map.of("lifeboat.inbox.first-pause", "200ms", "lifeboat.database.timeout", "3s"));

        assertThat(config.getConfigMapping(InboxSettings.class).firstPause()).isEqualTo(Duration.ofMillis(200));
        assertThat(config.getConfigMapping(DatabaseSettings.class).timeout()).isEqualTo(Duration.ofSeconds(3));
    }

    private static SmallRyeConfig config(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(OutboxSettings.class)
                .withMapping(InboxSettings.class)
                .withMapping(DatabaseSettings.class)
                .withDefaultValues(values)
                .build();
    }
}
