package org.theorder.lifeboat.restore.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.Lsn;

class ProgressTest {
    private static Progress.Snapshot copying(long done, long total) {
        return new Progress.Snapshot(RestorePhase.COPYING, done, total, null, null, null, null, Duration.ofSeconds(10));
    }

    @Test
    void restOfAPhaseIsForecastFromItsRate() {
        assertThat(copying(250, 1000).phaseLeft()).isEqualTo(Duration.ofSeconds(30));
        assertThat(copying(1000, 1000).phaseLeft()).isEqualTo(Duration.ZERO);
    }

    @Test
    void nobodyCanSayBeforeSomethingIsDone() {
        assertThat(copying(0, 1000).phaseLeft()).isNull();
        assertThat(copying(0, 1000).percent()).isZero();
        assertThat(copying(0, 0).phaseLeft()).isNull();
        assertThat(copying(0, 0).percent()).isNull();
        assertThat(copying(1001, 1000).percent()).isNull();
    }

    private static Progress.Snapshot replaying(String replayed, @Nullable String end, @Nullable String expected) {
        return new Progress.Snapshot(
                RestorePhase.REPLAYING,
                0,
                0,
                Lsn.parse("0/1000"),
                Lsn.parse(replayed),
                end == null ? null : Lsn.parse(end),
                expected == null ? null : Lsn.parse(expected),
                Duration.ofSeconds(10));
    }

    @Test
    void replayIsForecastFromPositions() {
        assertThat(replaying("0/1800", "0/2000", null).phaseLeft()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void replayToATimeIsForecastFromWhereItIsExpected() {
        assertThat(replaying("0/1800", null, "0/2000").phaseLeft()).isEqualTo(Duration.ofSeconds(10));
        assertThat(replaying("0/1800", null, "0/2000").percent()).isEqualTo(50);
        assertThat(replaying("0/2000", null, "0/2000").phaseLeft()).isEqualTo(Duration.ZERO);
    }

    @Test
    void nobodyCanSayOnceReplayHasPassedThePlaceWhereATimeWasExpected() {
        assertThat(replaying("0/2001", null, "0/2000").phaseLeft()).isNull();
        assertThat(replaying("0/2001", null, "0/2000").percent()).isNull();
        assertThat(replaying("0/1800", null, null).phaseLeft()).isNull();
    }

    @Test
    void phasesThatAreOverAreTimedAndBytesBeginAnew() {
        Progress progress = new Progress();
        progress.begin(RestorePhase.CHOOSING);
        progress.begin(RestorePhase.COPYING);
        progress.bytes(5, 10);
        progress.bytes(4, 10);
        assertThat(progress.snapshot().bytesDone())
                .as("threads may tell out of order")
                .isEqualTo(5);

        progress.begin(RestorePhase.VERIFYING);
        progress.moreBytes(3);

        assertThat(progress.snapshot().bytesDone()).isEqualTo(3);
        assertThat(progress.phases())
                .extracting(PhaseTime::phase)
                .containsExactly(RestorePhase.CHOOSING, RestorePhase.COPYING, RestorePhase.VERIFYING);
    }
}
