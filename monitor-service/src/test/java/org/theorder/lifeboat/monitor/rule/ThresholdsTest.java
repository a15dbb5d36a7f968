package org.theorder.lifeboat.monitor.rule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.theorder.lifeboat.events.Severity;

class ThresholdsTest {
    private final Thresholds storage = new Thresholds(Direction.ABOVE, 80, 90, 75);
    private final Thresholds days = new Thresholds(Direction.BELOW, 21, 3, 22);

    private static String word(Verdict verdict) {
        return verdict instanceof Verdict.Bad(Severity severity) ? severity.name() : verdict.toString();
    }

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
    void limitsThemselvesBelongToTheMilderSide(double value, String verdict) {
        assertThat(word(storage.verdict(value))).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({"30, GOOD", "22, BETWEEN", "21, BETWEEN", "20.9, WARNING", "3, WARNING", "2.9, CRITICAL", "-1, CRITICAL"
    })
    void whereLessIsWorseItIsTheOtherWayRound(double value, String verdict) {
        assertThat(word(days.verdict(value))).isEqualTo(verdict);
    }

    @Test
    void limitsThatWouldFlapOrNeverRaiseAreNamed() {
        assertThat(storage.problem()).isEmpty();
        assertThat(days.problem()).isEmpty();
        assertThat(new Thresholds(Direction.ABOVE, 80, 90, 81).problem())
                .hasValueSatisfying(problem -> assertThat(problem).contains("would flap"));
        assertThat(new Thresholds(Direction.ABOVE, 95, 90, 75).problem())
                .hasValueSatisfying(problem -> assertThat(problem).contains("critical-above is reached first"));
        assertThat(new Thresholds(Direction.BELOW, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY, 5).problem())
                .hasValueSatisfying(problem -> assertThat(problem).contains("warning-below"));
        assertThat(new Thresholds(Direction.ABOVE, 80, 90, Double.NEGATIVE_INFINITY).problem())
                .hasValueSatisfying(problem -> assertThat(problem).contains("good-below"));
    }

    @Test
    void theyAreSaidInTheUnit() {
        assertThat(storage.text(Unit.PERCENT)).isEqualTo("> 80 % warning, > 90 % critical, clears < 75 %");
        assertThat(new Thresholds(Direction.BELOW, 1_814_400, Double.NEGATIVE_INFINITY, 1_900_800).text(Unit.DURATION))
                .isEqualTo("< 21 d warning, clears > 22 d");
    }
}
