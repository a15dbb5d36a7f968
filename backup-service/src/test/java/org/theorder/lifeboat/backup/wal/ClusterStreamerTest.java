package org.theorder.lifeboat.backup.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ClusterStreamerTest {
    @Test
    void streamsThatBreakTogetherDoNotComeBackTogether() {
        Duration longest = Duration.ofSeconds(2);
        List<Duration> pauses = Stream.generate(() -> ClusterStreamer.jittered(longest))
                .limit(50)
                .toList();
        assertThat(pauses).allSatisfy(pause -> assertThat(pause).isBetween(Duration.ofSeconds(1), longest));
        assertThat(pauses.stream().distinct().count()).isGreaterThan(1);
    }
}
