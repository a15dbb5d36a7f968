package org.theorder.lifeboat.monitor.alertmanager;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class AlertTest {
    private static String subject(Map<String, String> labels) {
        return new Alert(null, labels, null, null, null, null).subject();
    }

    @Test
    void theSameLabelsAreTheSameSubjectInWhateverOrder() {
        assertThat(subject(Map.of("alertname", "HighLatency", "instance", "a", "job", "b")))
                .matches("HighLatency/[0-9a-f]{16}")
                .isEqualTo(subject(Map.of("job", "b", "instance", "a", "alertname", "HighLatency")));
    }

    /** Two labels with the same CRC-32. */
    @Test
    void otherLabelsAreAnotherSubject() {
        assertThat(subject(Map.of("alertname", "X", "a", "plumless")))
                .isNotEqualTo(subject(Map.of("alertname", "X", "a", "buckeroo")));
    }
}
