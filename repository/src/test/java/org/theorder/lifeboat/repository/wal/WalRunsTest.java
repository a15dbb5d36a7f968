package org.theorder.lifeboat.repository.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.Lsn;

class WalRunsTest {
    private static WalRun run(long from, long to) {
        return new WalRun(new Lsn(from), new Lsn(to));
    }

    private static final WalRuns ONE = new WalRuns(List.of(run(0, 10), run(20, 30)));
    private static final WalRuns OTHER = new WalRuns(List.of(run(5, 12), run(12, 20), run(40, 50)));

    @Test
    void regionsThatEachLackSomethingElseHaveItTogether() {
        assertThat(WalRuns.union(List.of(ONE, OTHER)).runs()).containsExactly(run(0, 30), run(40, 50));
        assertThat(WalRuns.union(List.of()).runs()).isEmpty();
    }

    @Test
    void reachesTheEndOfTheRunThatHoldsAByte() {
        assertThat(ONE.reach(new Lsn(0))).contains(new Lsn(10));
        assertThat(ONE.reach(new Lsn(9))).contains(new Lsn(10));
        assertThat(ONE.reach(new Lsn(10))).isEmpty();
        assertThat(ONE.reach(new Lsn(25))).contains(new Lsn(30));
    }

    @Test
    void whatLiesBehindAGapIsKnown() {
        assertThat(ONE.behind(new Lsn(10))).contains(run(20, 30));
        assertThat(ONE.behind(new Lsn(20))).isEmpty();
    }
}
