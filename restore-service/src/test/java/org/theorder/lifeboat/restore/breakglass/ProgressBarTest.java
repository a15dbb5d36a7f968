package org.theorder.lifeboat.restore.breakglass;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.restore.run.Progress;
import org.theorder.lifeboat.restore.run.RestorePhase;

class ProgressBarTest {
    private static String line(RestorePhase phase, long done, long total) {
        return ProgressBar.line(
                new Progress.Snapshot(phase, done, total, null, null, null, null, Duration.ofSeconds(30)));
    }

    @Test
    void bytesAreShownWithTheTimeThatIsLeft() {
        assertThat(line(RestorePhase.COPYING, 1_500_000_000, 3_000_000_000L))
                .isEqualTo("copying    [###############---------------]  50 %  1.5 GB of 3.0 GB, 00:30 left");
    }

    @Test
    void whatIsNotKnownIsNotShown() {
        assertThat(line(RestorePhase.CHOOSING, 0, 0))
                .isEqualTo("choosing   [                              ]        30 s");
    }

    @Test
    void replayIsShownByItsPosition() {
        assertThat(ProgressBar.line(new Progress.Snapshot(
                        RestorePhase.REPLAYING,
                        0,
                        0,
                        Lsn.parse("0/1000000"),
                        Lsn.parse("0/4000000"),
                        Lsn.parse("0/5000000"),
                        null,
                        Duration.ofSeconds(3))))
                .contains(" 75 %  WAL at 0/4000000 of 0/5000000, 00:01 left");
    }

    @Test
    void replayToATimeIsShownWithItsForecastButWithoutAnEndThatNobodyKnows() {
        assertThat(toATime("0/4000000"))
                .isEqualTo("replaying  [######################--------]  75 %  WAL at 0/4000000, 00:01 left");
        assertThat(toATime("0/6000000"))
                .as("farther than was expected")
                .isEqualTo("replaying  [                              ]        WAL at 0/6000000");
    }

    private static String toATime(String replayed) {
        return ProgressBar.line(new Progress.Snapshot(
                RestorePhase.REPLAYING,
                0,
                0,
                Lsn.parse("0/1000000"),
                Lsn.parse(replayed),
                null,
                Lsn.parse("0/5000000"),
                Duration.ofSeconds(3)));
    }
}
