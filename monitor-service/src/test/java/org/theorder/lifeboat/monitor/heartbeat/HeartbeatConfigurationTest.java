package org.theorder.lifeboat.monitor.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.monitor.Mappings;

class HeartbeatConfigurationTest {
    private static SilenceProbe probe(Map<String, String> properties) {
        return new SilenceProbe(
                null, Clock.systemUTC(), Mappings.of(HeartbeatConfiguration.class, properties), "monitor-service");
    }

    @Test
    void theOtherServicesAndWeOurselvesMustBeHeard() {
        assertThat(probe(Map.of()).subjects())
                .extracting(subject -> subject.key().toString())
                .containsExactly(
                        "service-silent monitor-service",
                        "service-silent backup-service",
                        "service-silent notifier-service",
                        "service-silent restore-service");
        assertThat(probe(Map.of()).subjects())
                .allMatch(subject -> subject.threshold().equals("silent > 1 min 30 s"));
    }

    @Test
    void noneMayBeExpected() {
        assertThat(probe(Map.of("lifeboat.monitor.heartbeats.services", "")).subjects())
                .hasSize(1);
    }

    @Test
    void aWrongLimitIsNamedByItsKey() {
        assertThatThrownBy(() -> probe(Map.of("lifeboat.monitor.heartbeats.silence", "0s")))
                .hasMessageStartingWith("lifeboat.monitor.heartbeats.silence must be longer than zero");
    }
}
