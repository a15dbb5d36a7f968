package org.theorder.lifeboat.monitor.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.theorder.lifeboat.monitor.Mappings;

class EvaluationConfigurationTest {
    private static EvaluationRunner runner(Map<String, String> properties) {
        return new EvaluationRunner(
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                Clock.systemUTC(),
                Mappings.of(EvaluationConfiguration.class, properties));
    }

    @Test
    void defaultsAreThoseOfTheDocumentation() {
        EvaluationConfiguration defaults = Mappings.of(EvaluationConfiguration.class, Map.of());

        assertThat(defaults.concurrency()).isEqualTo(32);
        assertThat(defaults.lease()).isEqualTo(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @CsvSource({"concurrency, 0", "lease, -1s"})
    void aWrongValueIsNamedByItsKey(String key, String value) {
        String name = "lifeboat.monitor.evaluation." + key;
        assertThatThrownBy(() -> runner(Map.of(name, value))).hasMessageStartingWith(name + " must be ");
    }
}
