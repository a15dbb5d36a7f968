package org.theorder.lifeboat.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OutcomeTest {
    private static final Story.Settings SETTINGS =
            new Story.Settings(300, Duration.ofSeconds(5), Duration.ofSeconds(60), Map.of(), 0);

    @Test
    void recoveryWithinTheGoalsPasses() {
        Outcome outcome = outcome(Duration.ofMillis(400), Duration.ofSeconds(20), List.of());
        assertThat(outcome.passed()).isTrue();
        assertThat(outcome.lines())
                .anyMatch(line -> line.matches("RPO +0.4 s.*"))
                .anyMatch(line -> line.matches("RTO +20.0 s.*"))
                .anyMatch(line -> line.matches("Orders lost +1 of 90.*"));
    }

    @Test
    void missedGoalFails() {
        assertThat(outcome(Duration.ofSeconds(6), Duration.ofSeconds(20), List.of())
                        .failures())
                .singleElement()
                .asString()
                .contains("RPO is 6.0 s");
        assertThat(outcome(Duration.ZERO, Duration.ofSeconds(61), List.of()).passed())
                .isFalse();
    }

    @Test
    void oneFailedCheckFailsTheWhole() {
        Outcome outcome = outcome(Duration.ZERO, Duration.ofSeconds(20), List.of("the catalogue is not what it was"));
        assertThat(outcome.passed()).isFalse();
        assertThat(outcome.lines()).contains("✗ the catalogue is not what it was");
    }

    @Test
    void storyThatEndedEarlyHasNotPassed() {
        assertThat(new Outcome(List.of(), Optional.empty(), SETTINGS, 3, List.of("no backup was completed")).passed())
                .isFalse();
    }

    @Test
    void timelineIsInOrderOfTime() {
        Instant noon = Instant.parse("2026-11-22T12:00:00Z");
        Timeline timeline = new Timeline();
        timeline.add(noon.plusMillis(2_500), "second");
        timeline.add(noon, "first");
        assertThat(timeline.lines())
                .containsExactly("  12:00:00.000   +0.0 s  first", "  12:00:02.500   +2.5 s  second");
    }

    private static Outcome outcome(Duration recoveryPoint, Duration recoveryTime, List<String> failures) {
        return new Outcome(
                List.of(), Optional.of(new Measurement(90, 1, recoveryPoint, recoveryTime)), SETTINGS, 12, failures);
    }
}
