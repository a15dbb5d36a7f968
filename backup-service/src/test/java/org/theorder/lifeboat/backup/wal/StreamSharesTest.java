package org.theorder.lifeboat.backup.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every member's part, as each of them works it out by itself. */
class StreamSharesTest {
    @Test
    void partsAreEvenAndTogetherAllStreams() {
        for (int members = 1; members < 8; members++) {
            List<String> names = IntStream.range(0, members)
                    .mapToObj(member -> "host/" + member)
                    .toList();
            for (int streams = 0; streams < 50; streams++) {
                int all = streams;
                List<Integer> parts = names.stream()
                        .map(name -> StreamShares.quota(names, name, all))
                        .toList();
                assertThat(parts.stream().mapToInt(part -> part).sum()).isEqualTo(streams);
                assertThat(parts).allMatch(part -> part == all / names.size() || part == all / names.size() + 1);
            }
        }
    }

    @Test
    void whoIsNoMemberHasNoPart() {
        assertThat(StreamShares.quota(List.of("a", "b"), "c", 10)).isZero();
        assertThat(StreamShares.quota(List.of(), "c", 10)).isZero();
    }
}
