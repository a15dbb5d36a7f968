package org.theorder.lifeboat.monitor.overview;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.monitor.objective.QuarterStore.Quarter;
import org.theorder.lifeboat.monitor.work.BackupsTaken.Taken;

/** Whatever is drawn is said, too. */
class ChartsTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:04:02Z");

    private static Taken taken(BackupKind kind, Duration ago, @Nullable Instant provenAt) {
        return new Taken(
                new ClusterName("shop"),
                new BackupId("20261122T120000123Z-full"),
                kind,
                NOW.minus(ago),
                91_226_112,
                provenAt);
    }

    @Test
    void theChainIsSaidInWordsAndDrawnByTime() {
        Overview.Chain chain = new Chains(NOW)
                .chain(List.of(
                        taken(BackupKind.FULL, Duration.ofDays(8), null),
                        taken(BackupKind.FULL, Duration.ofHours(84), NOW),
                        taken(BackupKind.INCREMENTAL, Duration.ofMinutes(4), null)));

        assertThat(chain.label())
                .isEqualTo(
                        "Last 7 days: 1 full, 1 incremental, newest 4 min ago; newest proven one taken 3 d 12 h ago");
        assertThat(chain.marks())
                .containsExactly(new Overview.Mark("50.00", true, true), new Overview.Mark("99.96", false, false));
        assertThat(new Chains(NOW).chain(List.of()).label()).isEqualTo("No backup of the last 7 days is known");
    }

    @Test
    void theHistorySaysTheWorstAndWhatNobodyKnew() {
        Instant noon = Instant.parse("2026-11-22T12:00:00Z");
        Overview.History history = new Histories(NOW, Duration.ofHours(1))
                .history(List.of(
                        new Quarter("dr", noon.minus(Duration.ofMinutes(30)), Duration.ofMinutes(90)),
                        new Quarter("dr", noon.minus(Duration.ofMinutes(15)), null),
                        new Quarter("dr", noon, Duration.ofSeconds(2)),
                        new Quarter("primary", noon, Duration.ZERO)));

        assertThat(history).isNotNull();
        assertThat(history.label())
                .isEqualTo("RPO of the last 24 h: worst 1 h 30 min in region dr after 11:30:00 UTC; goal 1 h,"
                        + " missed in 1 quarters of an hour, unknown in 1");
        assertThat(history.hours())
                .containsExactly(
                        new Overview.Pair("12:00 UTC", "2 s in dr"),
                        new Overview.Pair("11:00 UTC", "1 h 30 min in dr"));
        assertThat(history.series())
                .contains("\"goal\":3600", "5400.0,null,2.0]", "null,null,0.1]")
                .contains("\"at\":[" + noon.minus(Duration.ofHours(24)).getEpochSecond());
        assertThat(new Histories(NOW, Duration.ofHours(1)).history(List.of())).isNull();
    }
}
