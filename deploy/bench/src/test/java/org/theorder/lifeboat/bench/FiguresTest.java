package org.theorder.lifeboat.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.LifeboatException;

/** What is read from others and what is worked out from it. */
class FiguresTest {
    @Test
    void sizesHaveAUnit() {
        assertThat(BackupCommand.mebibytes("300MB")).isEqualTo(300);
        assertThat(BackupCommand.mebibytes("2.5 gb")).isEqualTo(2560);
        assertThatThrownBy(() -> BackupCommand.mebibytes("3"))
                .isInstanceOf(LifeboatException.class)
                .hasMessageContaining("3GB");
    }

    @Test
    void processorTimeIsWhatTheShellSaysOfItselfAndItsChildren() {
        assertThat(Child.cpuSeconds("0m0.001s 0m0.002s\n1m2.500s 0m0.500s\n")).isEqualTo(63.003);
    }

    @Test
    void theMedianOfAnEvenNumberLiesBetweenTheTwoInTheMiddle() {
        assertThat(Report.median(List.of(of(4), of(1), of(3), of(2)), Measurement::seconds))
                .isEqualTo(2.5);
        assertThat(Report.median(List.of(of(4), of(1), of(3)), Measurement::seconds))
                .isEqualTo(3);
    }

    @Test
    void aPercentileIsOneOfTheSamples() {
        assertThat(WalBench.percentile(new double[] {1, 2, 3, 4, 5}, 0.5)).isEqualTo(3);
        assertThat(WalBench.percentile(new double[] {1, 2, 3, 4, 5}, 1)).isEqualTo(5);
    }

    @Test
    void ratiosAreOursToTheirs() {
        Report report = new Report();
        report.add(new Measurement("Lifeboat, two regions", "full zstd-1", 5, 50, 1024, 1, 0));
        report.add(new Measurement("other", "full zstd-1", 10, 200, 1024, 2, 0));
        assertThat(report.lines(1_000_000_000).getLast()).contains("| other | 10.00 |", "| 0.50 | 0.25 |");
    }

    private static Measurement of(double seconds) {
        return new Measurement("one", "full zstd-1", seconds, 0, 0, 0, 0);
    }
}
