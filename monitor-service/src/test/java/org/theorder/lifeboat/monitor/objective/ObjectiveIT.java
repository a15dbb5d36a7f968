package org.theorder.lifeboat.monitor.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.IncidentId;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.monitor.Samples;
import org.theorder.lifeboat.monitor.cluster.ClusterFacts;
import org.theorder.lifeboat.monitor.servers.Api;
import org.theorder.lifeboat.monitor.servers.Kafka;

/** What is counted day by day. */
@QuarkusTest
class ObjectiveIT {
    @Inject
    ObjectiveStore store;

    private final Kafka kafka = new Kafka();
    private final String cluster = "o-" + UUID.randomUUID().toString().substring(0, 8);
    private final Instant now = Clock.systemUTC().instant();

    @AfterEach
    void close() {
        kafka.close();
    }

    private void look(@Nullable Duration loss, Instant at) {
        ClusterFacts.Region region = new ClusterFacts.Region(
                new RegionName("dr"), null, loss, ClusterFacts.Objective.UNKNOWN, null, null, null);
        store.looked(
                List.of(new ClusterFacts(
                        new ClusterName(cluster),
                        at,
                        ClusterFacts.Stream.STREAMING,
                        null,
                        Duration.ofHours(1),
                        Duration.ofHours(4),
                        List.of(region),
                        List.of(),
                        List.of(),
                        null,
                        null,
                        null)),
                at);
    }

    @Test
    void everyDayTellsWhatWasReachedAndWhatNobodyKnows() {
        look(Duration.ofSeconds(5), now.minus(Duration.ofDays(1)));
        look(Duration.ofSeconds(5), now);
        look(Duration.ofMinutes(90), now);
        look(Duration.ofSeconds(5), now.minus(Duration.ofDays(95)));
        kafka.send(Topics.RESTORE_COMPLETED, cluster, Samples.restore(cluster, new IncidentId("i-1"), now));

        String path = "find { it.cluster == '" + cluster + "' }.";
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> Api.viewer()
                        .get("/objectives")
                        .then()
                        .statusCode(200)
                        .body(path + "days[0].restores", equalTo(1)));
        Api.viewer()
                .get("/objectives")
                .then()
                .body(path + "recoveryPointObjective", equalTo("PT1H"))
                .body(path + "days.size()", equalTo(2))
                .body(path + "days[0].regions[0].worstRecoveryPoint", equalTo("PT1H30M"))
                .body(path + "days[0].worstRecoveryTime", equalTo("PT12S"));
    }

    /** One each half minute. */
    private void looks(int times, @Nullable Duration loss, Instant from) {
        IntStream.range(0, times).forEach(each -> look(loss, from.plusSeconds(30L * each)));
    }

    @Test
    void whatNobodyLookedAtIsUnknown() {
        Instant midnight = now.truncatedTo(ChronoUnit.DAYS);
        Instant known = midnight.minus(Duration.ofMinutes(30));
        looks(15, Duration.ofSeconds(5), known);
        looks(15, Duration.ofMinutes(90), known.plusSeconds(450));
        looks(15, null, known.plusSeconds(900));
        looks(1, Duration.ofSeconds(5), midnight.plus(Duration.ofHours(12)));
        looks(20, Duration.ofSeconds(5), midnight.plus(Duration.ofDays(1)));
        Instant tenPast = midnight.plus(Duration.ofDays(1)).plus(Duration.ofMinutes(10));

        List<ObjectiveDay.Region> days =
                store.since(LocalDate.ofInstant(known, ZoneOffset.UTC), tenPast).get(cluster).stream()
                        .flatMap(day -> day.regions().stream())
                        .toList();

        assertThat(days).extracting(ObjectiveDay.Region::met).containsExactly(1.0, 1.0 / 2880, 0.25);
        assertThat(days)
                .extracting(ObjectiveDay.Region::unknown)
                .as("today up to now, a day with a single look, the half hour since the cluster is known")
                .containsExactly(0.0, 1 - 1.0 / 2880, 0.5);
    }
}
