package org.theorder.lifeboat.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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

    @Test
    void goalsAreToldOfWhatWasMeasured() {
        Report report = new Report();
        report.add(new Measurement("Lifeboat, two regions, synced", "full zstd-3", 8, 50, 200 * 1024, 1, 0));
        report.add(new Measurement("pgBackRest 2.60, 2 processes", "full zstd-3", 10, 200, 1024, 2, 0));
        report.add(new Measurement("pg_basebackup, 2 threads", "full zstd-3", 10, 200, 1024, 2, 0));
        List<String> told = new ArrayList<>();
        Goals goals = new Goals(told::add);
        new BackupGoals(report, goals).tell(Set.of(1, 3));
        assertThat(told).hasSize(3);
        assertThat(told.getFirst()).contains("full zstd-3, time of pgBackRest", "0.80", "goal < 0.90: reached");
        assertThat(told.get(1)).contains("time of pg_basebackup", "goal < 0.70: MISSED");
        assertThat(told.getLast()).contains("peak resident memory", "200.0", "reached");
        assertThat(goals.reached()).isFalse();
    }

    private static Measurement of(double seconds) {
        return new Measurement("one", "full zstd-1", seconds, 0, 0, 0, 0);
    }
}
