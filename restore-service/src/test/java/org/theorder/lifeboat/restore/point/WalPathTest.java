package org.theorder.lifeboat.restore.point;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.wal.WalRun;
import org.theorder.lifeboat.repository.wal.WalRuns;
import org.theorder.lifeboat.repository.wal.WalSegment;
import org.theorder.lifeboat.restore.wal.WalFile;

class WalPathTest {
    private static final int SEGMENT = 16 << 20;
    private static final RegionName PRIMARY = new RegionName("primary");
    private static final RegionName DR = new RegionName("dr");

    /** Timeline 1 from segment 3 until it was left in segment 5; timeline 2 from there into segment 7. */
    private static final WalPath PATH = new WalPath(
            List.of(
                    new WalPath.Leg(
                            1,
                            Lsn.parse("0/3000028"),
                            Lsn.parse("0/5000100"),
                            3,
                            4,
                            Map.of(PRIMARY, there("0/3000000", "0/5000200"))),
                    new WalPath.Leg(
                            2,
                            Lsn.parse("0/5000100"),
                            Lsn.parse("0/7000500"),
                            5,
                            7,
                            Map.of(PRIMARY, there("0/5000000", "0/6000000"), DR, there("0/5000000", "0/7000500")))),
            Set.of(2, 9),
            SEGMENT);

    private static WalRuns there(String from, String to) {
        return new WalRuns(List.of(new WalRun(Lsn.parse(from), Lsn.parse(to))));
    }

    private static WalFile segment(int timeline, int number) {
        return new WalFile.Segment(new WalSegment(timeline, number, SEGMENT).name());
    }

    @Test
    void hasWhatLiesOnTheWayAndNothingElse() {
        assertThat(PATH.has(segment(1, 3))).isTrue();
        assertThat(PATH.has(segment(1, 4))).isTrue();
        assertThat(PATH.has(segment(1, 5))).as("read from its successor").isFalse();
        assertThat(PATH.has(segment(2, 4))).isFalse();
        assertThat(PATH.has(segment(2, 5))).isTrue();
        assertThat(PATH.has(segment(2, 7))).isTrue();
        assertThat(PATH.has(segment(2, 8))).isFalse();
        assertThat(PATH.has(segment(3, 6))).isFalse();
        assertThat(PATH.has(new WalFile.History("00000002.history", 2))).isTrue();
        assertThat(PATH.has(new WalFile.History("00000009.history", 9)))
                .as("its number is taken")
                .isTrue();
        assertThat(PATH.has(new WalFile.History("00000003.history", 3))).isFalse();
    }

    @Test
    void goesOnFromOneTimelineToTheNext() {
        List<String> way = new ArrayList<>();
        Optional<WalSegment> next = Optional.of(new WalSegment(1, 3, SEGMENT));
        while (next.isPresent()) {
            way.add(next.get().timeline() + "/" + next.get().number());
            next = PATH.after(next.get());
        }
        assertThat(way).containsExactly("1/3", "1/4", "2/5", "2/6", "2/7");
        assertThat(PATH.after(new WalSegment(2, 9, SEGMENT))).isEmpty();
    }

    @Test
    void regionThatHasEnoughComesFirst() {
        List<RegionName> preferred = List.of(PRIMARY, DR);
        assertThat(PATH.order(new WalSegment(2, 5, SEGMENT), preferred)).containsExactly(PRIMARY, DR);
        assertThat(PATH.order(new WalSegment(2, 7, SEGMENT), preferred)).containsExactly(DR, PRIMARY);
        assertThat(PATH.isWhole(new WalSegment(2, 7, SEGMENT), DR)).isTrue();
        assertThat(PATH.isWhole(new WalSegment(2, 6, SEGMENT), PRIMARY)).isFalse();
        assertThat(PATH.isWhole(new WalSegment(1, 3, SEGMENT), DR)).isFalse();
    }

    @Test
    void knowsItsEnds() {
        assertThat(PATH.start()).isEqualTo(Lsn.parse("0/3000028"));
        assertThat(PATH.end()).isEqualTo(Lsn.parse("0/7000500"));
        assertThat(PATH.timeline()).isEqualTo(2);
        assertThat(PATH.bytes()).isEqualTo(0x7000500 - 0x3000028);
    }
}
