package org.theorder.lifeboat.backup.protection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.ProtectionReported;

/** What listeners hear of many clusters. */
class ReportPaceTest {
    private static final int ROUNDS = 20;

    private final ReportPace pace = new ReportPace();
    private long moment;

    @Test
    void fewClustersAreToldInEveryRound() {
        assertThat(told(clusters(200)))
                .allSatisfy((cluster, times) -> assertThat(times).isEqualTo(ROUNDS));
    }

    @Test
    void manyClustersAreToldEvenlyAndNoneStaysSilentForTenSeconds() {
        // Given 1,000 clusters, whose first report is always told, before the rounds that are counted
        List<ClusterName> clusters = clusters(1_000);
        told(clusters);

        // When
        Map<ClusterName, Integer> told = told(clusters);

        // Then in 20 rounds of two seconds each is told four times
        assertThat(told)
                .hasSize(1_000)
                .allSatisfy((cluster, times) -> assertThat(times).isEqualTo(ROUNDS / 5));
    }

    @Test
    void aFaultIsToldAtOnceAndItsEndToo() {
        // Given
        List<ClusterName> clusters = clusters(1_000);
        told(clusters);
        ClusterName cluster = clusters.getFirst();

        // When, Then: whatever round it is
        for (int round = 0; round < 5; round++) {
            pace.begin(Set.copyOf(clusters));
            assertThat(pace.isDue(report(cluster, ErrorCode.WAL_GAP), 1_000)).isTrue();
            assertThat(pace.isDue(report(cluster, null), 1_000)).isTrue();
        }
    }

    @Test
    void whoBeginsToLeadTellsAtOnce() {
        // Given
        List<ClusterName> clusters = clusters(1_000);
        told(clusters);
        ClusterName cluster = clusters.getFirst();

        // When, Then
        for (int round = 0; round < 5; round++) {
            pace.begin(Set.copyOf(clusters));
            pace.forget(cluster);
            assertThat(pace.isDue(report(cluster, null), 1_000)).isTrue();
        }
    }

    private Map<ClusterName, Integer> told(List<ClusterName> clusters) {
        Map<ClusterName, Integer> told = new HashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            pace.begin(clusters.stream().collect(Collectors.toSet()));
            for (ClusterName cluster : clusters) {
                if (pace.isDue(report(cluster, null), clusters.size())) {
                    told.merge(cluster, 1, Integer::sum);
                }
            }
        }
        return told;
    }

    /** Every one with another time and position. */
    private ProtectionReported report(ClusterName cluster, @Nullable ErrorCode reason) {
        moment++;
        return new ProtectionReported(
                cluster,
                Instant.ofEpochSecond(moment),
                Lsn.ZERO.plus(moment),
                true,
                null,
                List.of(),
                reason,
                moment,
                null,
                null,
                List.of());
    }

    private static List<ClusterName> clusters(int count) {
        return IntStream.range(0, count)
                .mapToObj(cluster -> new ClusterName("cluster-" + cluster))
                .toList();
    }
}
