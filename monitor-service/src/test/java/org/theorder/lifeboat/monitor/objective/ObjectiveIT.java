package org.theorder.lifeboat.monitor.objective;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
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

    private void look(Duration loss, Instant at) {
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
        look(null, now);
        look(Duration.ofSeconds(7), now);
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
                .body(path + "days[0].regions[0].met", equalTo(0.5f))
                .body(path + "days[0].regions[0].unknown", equalTo(0.25f))
                .body(path + "days[0].regions[0].worstRecoveryPoint", equalTo("PT1H30M"))
                .body(path + "days[0].worstRecoveryTime", equalTo("PT12S"))
                .body(path + "days[1].regions[0].met", equalTo(1.0f));
    }
}
