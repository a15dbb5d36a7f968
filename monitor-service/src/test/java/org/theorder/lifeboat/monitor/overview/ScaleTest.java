package org.theorder.lifeboat.monitor.overview;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ScaleTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void theGoalHasTheSamePlaceAsAMeasurementOfItsLength() {
        Overview.Bar bar = Scale.of(HOUR, HOUR, Tone.GOOD);

        assertThat(bar.filled()).isEqualTo(bar.goal()).isBetween(70, 90);
        assertThat(bar.label()).isEqualTo("1 h, goal 1 h");
    }

    @Test
    void whatIsGoodCanBeSeenAndWhatIsTerribleFits() {
        assertThat(Scale.of(Duration.ZERO, HOUR, Tone.GOOD).filled()).isEqualTo(1);
        assertThat(Scale.of(Duration.ofSeconds(3), HOUR, Tone.GOOD).filled()).isBetween(5, 20);
        assertThat(Scale.of(Duration.ofDays(400), HOUR, Tone.BAD).filled()).isEqualTo(100);
    }

    @Test
    void unknownIsAnEmptyTrack() {
        Overview.Bar bar = Scale.of(null, HOUR, Tone.UNKNOWN);

        assertThat(bar.filled()).isZero();
        assertThat(bar.label()).isEqualTo("unknown, goal 1 h");
    }

    @Test
    void aLossIsNeverSaidToBeLessThanItIs() {
        assertThat(Scale.words(Duration.ofMillis(999))).isEqualTo("under 1 s");
        assertThat(Scale.words(Duration.ofMillis(1001))).isEqualTo("2 s");
    }
}
