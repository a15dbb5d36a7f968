package org.theorder.lifeboat.monitor.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.theorder.lifeboat.monitor.rule.Observation;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Subject;

class ClockStepsTest {
    private static final Reading SILENT = new Reading.Bad("silent for 93 s", "silent", List.of());

    private Instant now = Instant.parse("2026-11-22T12:00:00Z");
    private long nanos;
    private final ClockSteps steps = new ClockSteps(() -> now, () -> nanos);

    private void pass(long seconds) {
        now = now.plusSeconds(seconds);
        nanos += Duration.ofSeconds(seconds).toNanos();
    }

    private Reading believed(RuleName rule) {
        return steps.believed(new Observation(new Subject(rule, "shop", null, "shop"), SILENT));
    }

    @ParameterizedTest
    @ValueSource(ints = {90, -90})
    void afterAStepNobodyIsSilentUntilEverybodyCouldBeHeardAnew(int step) {
        assertThat(believed(RuleName.SERVICE_SILENT)).isEqualTo(SILENT);
        now = now.plusSeconds(step);
        assertThat(believed(RuleName.SERVICE_SILENT)).isInstanceOfSatisfying(Reading.Unknown.class, unknown -> {
            assertThat(unknown.explained()).isTrue();
            assertThat(unknown.value()).contains("our own clock was set", "by 1 min 30 s");
        });

        pass(29);
        assertThat(believed(RuleName.RECOVERY_POINT)).isInstanceOf(Reading.Unknown.class);
        pass(1);
        assertThat(believed(RuleName.SERVICE_SILENT)).isEqualTo(SILENT);
    }

    @Test
    void whatDoesNotCompareTimesIsBelieved() {
        now = now.plusSeconds(90);

        assertThat(believed(RuleName.SERVICE_DOWN)).isEqualTo(SILENT);
        assertThat(believed(RuleName.CLOCK_SKEW)).isEqualTo(SILENT);
    }

    @Test
    void timeThatPassesAndAClockThatIsSlewedAreNoStep() {
        for (int i = 0; i < 100; i++) {
            pass(10);
            now = now.plusMillis(100);
            assertThat(believed(RuleName.SERVICE_SILENT)).isEqualTo(SILENT);
        }
    }
}
