package org.theorder.lifeboat.monitor.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.theorder.lifeboat.monitor.Mappings;
import org.theorder.lifeboat.monitor.cluster.ClusterFacts.Objective;
import org.theorder.lifeboat.monitor.probe.LagConfiguration;

class ObjectivesConfigurationTest {
    private static Clusters clusters(Map<String, String> properties) {
        return new Clusters(
                null,
                null,
                Clock.systemUTC(),
                Mappings.of(ObjectivesConfiguration.class, properties),
                Mappings.of(LagConfiguration.class, Map.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rpo", "rto"})
    void aWrongObjectiveIsNamedByItsKey(String key) {
        assertThat(clusters(Map.of())).isNotNull();
        assertThatThrownBy(() -> clusters(Map.of("lifeboat.monitor.objectives." + key, "-1s")))
                .hasMessageStartingWith("lifeboat.monitor.objectives." + key + " must be longer than zero");
    }

    @ParameterizedTest
    @CsvSource({"0, MET", "1800, MET", "1801, AT_RISK", "3600, AT_RISK", "3601, MISSED"})
    void halfOfTheObjectiveIsARisk(long seconds, Objective objective) {
        assertThat(Objective.of(Duration.ofSeconds(seconds), Duration.ofHours(1)))
                .isEqualTo(objective);
        assertThat(Objective.of(null, Duration.ofHours(1))).isEqualTo(Objective.UNKNOWN);
    }
}
