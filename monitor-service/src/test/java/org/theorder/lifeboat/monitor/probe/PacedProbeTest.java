package org.theorder.lifeboat.monitor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Subject;

class PacedProbeTest {
    private long nanos;
    private int looks;
    private Reading answer = new Reading.Good("fine");

    private final PacedProbe probe = new PacedProbe(
            new SubjectProbe(
                    new Subject(RuleName.CERTIFICATE_EXPIRES, "shop", null, "shop"),
                    Duration.ofMinutes(1),
                    Duration.ofSeconds(5),
                    new Look() {
                        @Override
                        public Reading read() {
                            looks++;
                            return answer;
                        }

                        @Override
                        public Reading late(Duration timeout) {
                            return new Reading.Unknown("late");
                        }
                    }),
            () -> nanos);

    private Reading after(Duration time) {
        nanos += time.toNanos();
        return probe.look().getFirst().reading();
    }

    /** A check that is evaluated every minute would be shown as unknown half of the time. */
    @Test
    void tellsTheLastReadingUntilTheNextLookIsDue() {
        assertThat(probe.interval()).isEqualTo(Duration.ofSeconds(10));
        assertThat(after(Duration.ZERO)).isEqualTo(answer);
        assertThat(after(Duration.ofSeconds(59))).isEqualTo(answer);
        assertThat(looks).isEqualTo(1);
        answer = new Reading.Good("renewed");
        assertThat(after(Duration.ofSeconds(1))).isEqualTo(answer);
        assertThat(looks).isEqualTo(2);
    }

    @Test
    void looksAgainAtOnceAtWhatCouldNotBeSeen() {
        answer = new Reading.Unknown("refused");
        assertThat(after(Duration.ZERO)).isEqualTo(answer);
        answer = new Reading.Good("fine");
        assertThat(after(Duration.ofSeconds(10))).isEqualTo(answer);
    }
}
