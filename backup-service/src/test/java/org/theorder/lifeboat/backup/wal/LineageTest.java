package org.theorder.lifeboat.backup.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.Lsn;

class LineageTest {
    private static final Lsn FORK = Lsn.parse("0/5000000");
    private static final Lineage PROMOTED = new Lineage(List.of(new WalPosition(1, FORK)), 2);

    /** Correctness line 12: a region that kept the lost end of an old timeline has nothing of the new one. */
    @Test
    void walBehindTheForkDoesNotCount() {
        assertThat(PROMOTED.reachedBy(new WalPosition(1, Lsn.parse("0/9000000"))))
                .contains(FORK);
        assertThat(PROMOTED.reachedBy(new WalPosition(1, Lsn.parse("0/3000000"))))
                .contains(Lsn.parse("0/3000000"));
        assertThat(PROMOTED.reachedBy(new WalPosition(2, Lsn.parse("0/9000000"))))
                .contains(Lsn.parse("0/9000000"));
        assertThat(PROMOTED.reachedBy(new WalPosition(3, Lsn.parse("0/9000000"))))
                .as("of somebody else's future")
                .isEmpty();
    }

    @Test
    void timelineOfAPositionEndsWhereItWasLeft() {
        assertThat(PROMOTED.timelineAt(Lsn.parse("0/4FFFFFF"))).isEqualTo(1);
        assertThat(PROMOTED.timelineAt(FORK)).isEqualTo(2);
    }

    @Test
    void timelineBeganWhereTheOneBeforeWasLeft() {
        assertThat(PROMOTED.beginOf(1)).isEqualTo(Lsn.ZERO);
        assertThat(PROMOTED.beginOf(2)).isEqualTo(FORK);
    }
}
