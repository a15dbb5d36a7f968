package org.theorder.lifeboat.backup.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.encryption.FingerprintKeys;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.layout.SystemIdentifier;
import org.theorder.lifeboat.repository.testing.MemoryStorage;
import org.theorder.lifeboat.repository.wal.WalDigests;
import org.theorder.lifeboat.repository.wal.WalObject;
import org.theorder.lifeboat.repository.wal.WalSegment;

/** Regions that were away are filled from those that are open; nothing is passed over that may still be had. */
class CatchUpTest {
    private static final int SEGMENT = 1 << 20;
    private static final ClusterKeys KEYS = new ClusterKeys(new ClusterName("shop"), SystemIdentifier.parse("7"));
    private static final Lineage FIRST = Lineage.first(1);

    private Lsn keptFrom = Lsn.ZERO;
    private final RegionLog primary = log("primary");
    private final RegionLog dr = log("dr");
    private final RegionLog third = log("third");

    private RegionLog log(String name) {
        return new RegionLog(
                new MemoryStorage(new RegionName(name), Clock.systemUTC()),
                KEYS,
                SEGMENT,
                FingerprintKeys.none(),
                new WalDigests().in(new UUID(0, name.hashCode())),
                () -> keptFrom);
    }

    private static void put(RegionLog log, int timeline, int... segments) {
        for (int number : segments) {
            log.writer()
                    .put(WalObject.segment(new WalSegment(timeline, number, SEGMENT), ByteBuffer.allocate(SEGMENT)));
        }
    }

    private static WalPosition at(int timeline, int segment) {
        return new WalPosition(timeline, new WalSegment(timeline, segment, SEGMENT).start());
    }

    @Test
    void anotherOpenRegionHasWhatTheFurthestLacks() {
        put(primary, 1, 1, 4, 5);
        put(third, 1, 1, 2, 3);
        put(dr, 1, 1);

        CatchUp catchUp = new CatchUp(List.of(primary, third), dr, FIRST);

        assertThat(catchUp.step(at(1, 2), at(1, 6))).contains(at(1, 4));
        assertThat(catchUp.step(at(1, 4), at(1, 6))).contains(at(1, 6));
    }

    @Test
    void nothingIsPassedOverWhenTheRegionThatWasAheadIsClosed() {
        put(dr, 1, 1);
        put(third, 1, 1, 3);

        assertThat(new CatchUp(List.of(), dr, FIRST).behindHole(at(1, 2), at(1, 6)))
                .isEmpty();
        assertThat(new CatchUp(List.of(third), dr, FIRST).behindHole(at(1, 2), at(1, 6)))
                .isEmpty();
    }

    @Test
    void whatLiesBehindAHoleIsNotPassedOverWithIt() {
        put(primary, 1, 1, 4, 5);
        put(third, 1, 1, 3);
        put(dr, 1, 1);

        assertThat(new CatchUp(List.of(primary), dr, FIRST).behindHole(at(1, 2), at(1, 6)))
                .contains(at(1, 4));
        assertThat(new CatchUp(List.of(primary, third), dr, FIRST).behindHole(at(1, 2), at(1, 6)))
                .contains(at(1, 3));
    }

    @Test
    void holeAtTheEndOfATimelineEndsWithIt() {
        Lineage second = new Lineage(List.of(at(1, 4)), 2);
        put(primary, 1, 1);
        put(primary, 2, 4, 5);

        assertThat(new CatchUp(List.of(primary), dr, second).behindHole(at(1, 2), at(2, 6)))
                .contains(at(1, 4));
    }

    /** Four segments are copied at once: after kill -9 the second may be there without the first. */
    @Test
    void regionIsOnlyAsFarAsAHoleThatTheServerCanFill() {
        put(dr, 1, 1, 3, 4);

        assertThat(dr.position(FIRST)).contains(at(1, 5));
        keptFrom = at(1, 1).lsn().plus(100);
        assertThat(dr.position(FIRST)).contains(at(1, 2));
        keptFrom = at(1, 2).lsn();
        assertThat(dr.position(FIRST))
                .as("the hole is the first that the server keeps")
                .contains(at(1, 2));
        keptFrom = at(1, 2).lsn().plus(100);
        assertThat(dr.position(FIRST)).contains(at(1, 2));
        keptFrom = at(1, 3).lsn();
        assertThat(dr.position(FIRST))
                .as("the server has forgotten what is missing")
                .contains(at(1, 5));
    }

    @Test
    void regionThatWasEmptyIsAsFarAsItsFirstHole() {
        put(dr, 1, 3, 4);
        keptFrom = at(1, 2).lsn();

        assertThat(dr.position(FIRST)).contains(at(1, 2));
    }

    @Test
    void timelineThatBeganBehindWhatTheServerKeepsHasNoHoleBeforeIt() {
        Lineage second = new Lineage(List.of(new WalPosition(1, at(1, 4).lsn().plus(100))), 2);
        put(dr, 1, 1, 2, 3);
        keptFrom = at(1, 2).lsn();

        put(dr, 2, 5, 6);
        assertThat(dr.position(second)).as("its first segment is missing").contains(at(2, 4));
        put(dr, 2, 4);
        assertThat(dr.position(second)).contains(at(2, 7));
    }

    /** With {@code any} the server was told long ago that it may forget what is being copied. */
    @Test
    void regionThatCatchesUpIsOnlyAsFarAsTheFirstThatCouldNotBeCopied() {
        Lineage second = new Lineage(List.of(at(1, 4)), 2);
        put(dr, 1, 1, 3);
        keptFrom = at(2, 9).lsn();

        assertThat(dr.position(second, at(1, 2))).contains(at(1, 2));
        put(dr, 1, 2);
        assertThat(dr.position(second, at(1, 2))).as("all of its timeline").contains(at(2, 4));
        put(dr, 2, 4, 6);
        assertThat(dr.position(second, at(1, 2))).contains(at(2, 5));
        assertThat(dr.position(second, at(3, 2)))
                .as("what was copied was of another server")
                .contains(at(2, 7));
    }
}
