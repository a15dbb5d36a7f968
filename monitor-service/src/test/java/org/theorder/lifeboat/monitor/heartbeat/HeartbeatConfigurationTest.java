package org.theorder.lifeboat.monitor.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
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

    @Test
    void whileWeDoNotHearOurselvesNobodyElseIsJudged() {
        SilenceProbe probe = probe(Map.of());
        Instant start = Clock.systemUTC().instant().plusSeconds(1);
        Map<String, Instant> heard = Map.of(
                "monitor-service", start.plusSeconds(5),
                "backup-service", start,
                "restore-service", start.plusSeconds(6),
                "notifier-service", start.plusSeconds(6));

        assertThat(states(probe, heard, start.plusSeconds(10))).containsOnly("Good");
        assertThat(states(probe, heard, start.plusSeconds(91)))
                .containsExactly("Good", "Unknown", "Unknown", "Unknown");
        assertThat(states(probe, heard, start.plusSeconds(200)))
                .containsExactly("Bad", "Unknown", "Unknown", "Unknown");
    }

    @Test
    void whoeverIsSilentWhileWeHearOurselvesIsJudged() {
        SilenceProbe probe = probe(Map.of());
        Instant start = Clock.systemUTC().instant().plusSeconds(1);
        Map<String, Instant> heard = Map.of(
                "monitor-service", start.plusSeconds(90),
                "backup-service", start,
                "restore-service", start.plusSeconds(90),
                "notifier-service", start.plusSeconds(90));

        assertThat(states(probe, heard, start.plusSeconds(91))).containsExactly("Good", "Bad", "Good", "Good");
    }

    private static List<String> states(SilenceProbe probe, Map<String, Instant> heard, Instant now) {
        return probe.judged(heard, now).stream()
                .map(observation -> observation.reading().getClass().getSimpleName())
                .toList();
    }
}
