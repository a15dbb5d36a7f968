package org.theorder.lifeboat.repository.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LanesTest {
    @Test
    void takesTheFirstOfEveryLaneBeforeTheSecondOfAny() {
        assertThat(Lanes.interleave(List.of(0, 1, 2, 3, 4, 5, 6), 3)).containsExactly(0, 3, 6, 1, 4, 2, 5);
    }

    @Test
    void oneLaneIsTheOrder() {
        assertThat(Lanes.interleave(List.of("a", "b", "c"), 1)).containsExactly("a", "b", "c");
    }

    @Test
    void everythingIsTakenOnceWhateverTheNumberOfLanes() {
        for (int size = 0; size < 20; size++) {
            List<Integer> inOrder = IntStream.range(0, size).boxed().toList();
            for (int lanes = 1; lanes <= 8; lanes++) {
                assertThat(Lanes.interleave(inOrder, lanes)).containsExactlyInAnyOrderElementsOf(inOrder);
            }
        }
    }
}
