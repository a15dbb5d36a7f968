package org.theorder.lifeboat.monitor.overview;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.monitor.work.Work;

class WorkRowsTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:04:02Z");

    private static Overview.WorkRow row(Work.Kind kind, Work.State state, Duration silent) {
        Work work = new Work(
                "overview-1",
                kind,
                new ClusterName("shop"),
                "restore of shop",
                "anna",
                NOW.minus(Duration.ofMinutes(9)),
                state,
                NOW.minus(silent));
        return new WorkRows(NOW).rows(List.of(work)).getFirst();
    }

    @Test
    void whatNobodyHasAnsweredYetIsSaidToWait() {
        Overview.WorkRow fresh = row(Work.Kind.FULL, new Work.State.Asked(), Duration.ofSeconds(3));
        assertThat(fresh.state().word()).isEqualTo("asked");
        assertThat(fresh.detail()).isEqualTo("on its way to backup-service");
        assertThat(fresh.asked()).isEqualTo("asked 9 min ago by anna");

        Overview.WorkRow old = row(Work.Kind.RESTORE, new Work.State.Asked(), Duration.ofMinutes(9));
        assertThat(old.state().tone()).isEqualTo(Tone.WARNING);
        assertThat(old.detail()).isEqualTo("restore-service has not answered yet; the request waits for it");
    }

    @Test
    void progressCountsStepsAndSilenceIsNotProgress() {
        Work.State half = new Work.State.Running("replaying", 4, 6, 40);

        assertThat(row(Work.Kind.RESTORE, half, Duration.ofSeconds(10)).percent())
                .isEqualTo(56);
        assertThat(row(Work.Kind.RESTORE, half, Duration.ofSeconds(10)).detail())
                .isEqualTo("step 4 of 6, replaying 40 %");
        Overview.WorkRow silent = row(Work.Kind.RESTORE, half, Duration.ofMinutes(3));
        assertThat(silent.state().tone()).isEqualTo(Tone.UNKNOWN);
        assertThat(silent.detail()).endsWith("; nothing was heard since 12:01:02 UTC");
    }

    @Test
    void theEndSaysHowItWent() {
        Work.State failed = new Work.State.Ended(NOW.minusSeconds(5), false, "no space left");

        Overview.WorkRow row = row(Work.Kind.RESTORE, failed, Duration.ofSeconds(5));

        assertThat(row.state().tone()).isEqualTo(Tone.BAD);
        assertThat(row.detail()).isEqualTo("5 s ago: no space left");
        assertThat(row.percent()).isNull();
    }
}
