package org.theorder.lifeboat.monitor.rule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThresholdsTest {
    private final Thresholds storage = new Thresholds(80, 90, 75);

    @ParameterizedTest
    @CsvSource({
        "0, GOOD",
        "74.9, GOOD",
        "75, BETWEEN",
        "80, BETWEEN",
        "80.1, WARNING",
        "90, WARNING",
        "90.1, CRITICAL",
        "100, CRITICAL"
    })
    void limitsThemselvesBelongToTheMilderSide(double value, Thresholds.Band band) {
        assertThat(storage.band(value)).isEqualTo(band);
    }
}
