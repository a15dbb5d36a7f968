package org.theorder.lifeboat.backup.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.wal.TimelineHistory;

class StreamPlanTest {
    private static final int SEGMENT = 16 << 20;
    private static final Lsn SLOT = lsn("0/2000028");
    private static final Lineage FIRST = Lineage.first(1);

    /** Timeline 1 was left at 0/5000100 for 2, that at 0/8000200 for 4. */
    private static final Lineage FOURTH = Lineage.of(TimelineHistory.parse(
            4, "1\t0/5000100\tno recovery target\n2\t0/8000200\tbefore disaster\n".getBytes(StandardCharsets.UTF_8)));

    @Test
    void emptyRepositoryBeginsWhereTheSlotBegins() {
        assertThat(plan(FIRST, "0/3000000")).isEqualTo(begin(1, "0/2000000", "0/2000028"));
    }

    @Test
    void streamingContinuesWhereTheMostAdvancedRegionEndsNotWhereTheServerIs() {
        assertThat(StreamPlan.decide(
                        FIRST,
                        lsn("0/9000000"),
                        List.of(Map.of(1, lsn("0/3000800")), Map.of(1, lsn("0/5FFFFFF"))),
                        SLOT,
                        SEGMENT))
                .isEqualTo(begin(1, "0/5000000", "0/5FFFFFF"));
    }

    @Test
    void positionAtASegmentBoundaryBeginsWithTheNextSegment() {
        assertThat(plan(FIRST, "0/9000000", Map.of(1, lsn("0/6000000")))).isEqualTo(begin(1, "0/6000000", "0/6000000"));
    }

    @Test
    void oldTimelineIsReadToItsEndFirst() {
        assertThat(plan(FOURTH, "0/9000000", Map.of(1, lsn("0/4000800"))))
                .isEqualTo(begin(1, "0/4000000", "0/4000800"));
        assertThat(plan(FOURTH, "0/9000000", Map.of(1, lsn("0/5000100"), 2, lsn("0/7000000"))))
                .isEqualTo(begin(2, "0/7000000", "0/7000000"));
    }

    @Test
    void restoredServerContinuesFromTheSegmentOfItsFork() {
        // more of the old timeline was durable than the server replayed
        assertThat(plan(FOURTH, "0/9000000", Map.of(1, lsn("0/5000100"), 2, lsn("0/8000900"))))
                .isEqualTo(begin(4, "0/8000000", "0/8000200"));
    }

    @Test
    void timelineThatTheServerNeverWasOnDoesNotCount() {
        assertThat(plan(FOURTH, "0/9000000", Map.of(2, lsn("0/8000200"), 3, lsn("0/A000000"))))
                .isEqualTo(begin(4, "0/8000000", "0/8000200"));
    }

    @Test
    void serverFromBeforeTheFailoverIsRefused() {
        assertThat(plan(FIRST, "0/9000000", Map.of(1, lsn("0/5000000"), 2, lsn("0/6000000"))))
                .isInstanceOfSatisfying(
                        StreamPlan.Refuse.class,
                        refuse -> assertThat(refuse.reason()).contains("before a failover or restore"));
    }

    @Test
    void serverThatHasLostWalIsRefused() {
        assertThat(plan(FIRST, "0/4000000", Map.of(1, lsn("0/5000000"))))
                .isInstanceOfSatisfying(
                        StreamPlan.Refuse.class,
                        refuse -> assertThat(refuse.reason()).contains("older copy"));
    }

    private static StreamPlan plan(Lineage lineage, String flushed) {
        return StreamPlan.decide(lineage, lsn(flushed), List.of(Map.of()), SLOT, SEGMENT);
    }

    private static StreamPlan plan(Lineage lineage, String flushed, Map<Integer, Lsn> stored) {
        return StreamPlan.decide(lineage, lsn(flushed), List.of(stored), SLOT, SEGMENT);
    }

    private static StreamPlan begin(int timeline, String at, String durable) {
        return new StreamPlan.Begin(new WalPosition(timeline, lsn(at)), lsn(durable));
    }

    private static Lsn lsn(String text) {
        return Lsn.parse(text);
    }
}
