package org.theorder.lifeboat.monitor.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.IncidentOpened;
import org.theorder.lifeboat.events.ReplicationLagDetected;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.monitor.Samples;
import org.theorder.lifeboat.monitor.servers.Api;
import org.theorder.lifeboat.monitor.servers.Kafka;

@QuarkusTest
class RegionLagIT {
    private static final Clock CLOCK = Clock.systemUTC();

    private final Kafka kafka = new Kafka();
    private final String cluster = "c-" + UUID.randomUUID().toString().substring(0, 8);

    @AfterEach
    void close() {
        kafka.close();
    }

    private void report(Duration behind, String durable) {
        Instant now = CLOCK.instant();
        kafka.send(
                Topics.PROTECTION_REPORTED,
                cluster,
                Samples.protection(cluster, now, now.minus(behind), "0/5000000", durable));
    }

    private List<Kafka.Heard<ReplicationLagDetected>> detected(int count) {
        return kafka.await(
                Topics.REPLICATION_LAG_DETECTED, count, event -> event.cluster().equals(new ClusterName(cluster)));
    }

    @Test
    void aRegionThatFallsBehindIsAnnouncedOncePerCrossingAndResolvesWhenItCaughtUp() {
        report(Duration.ZERO, "0/5000000");
        await().untilAsserted(() ->
                assertThat(Api.check("replication-lag", cluster + "/dr")).isEqualTo("ok"));

        report(Duration.ofSeconds(301), "0/4000000");
        List<Kafka.Heard<ReplicationLagDetected>> crossings = detected(2);
        assertThat(crossings)
                .extracting(heard -> heard.event().link())
                .containsExactlyInAnyOrder(cluster + " → region dr", cluster + " → region primary");
        ReplicationLagDetected crossing = crossings.getFirst().event();
        assertThat(crossing.lagBytes()).isEqualTo(0x1000000);
        assertThat(crossing.lag()).isGreaterThan(Duration.ofMinutes(5));
        assertThat(crossing.threshold()).isEqualTo(Duration.ofMinutes(5));
        Incident incident = kafka.await(
                        Topics.INCIDENT_OPENED,
                        1,
                        event -> event.incident().subject().equals(cluster + "/dr"))
                .getFirst()
                .event()
                .incident();
        assertThat(incident.severity()).isEqualTo(Severity.WARNING);
        assertThat(incident.title()).startsWith(cluster + " → region dr lags by 5 min");

        report(Duration.ofSeconds(400), "0/4000000");
        report(Duration.ofSeconds(2), "0/4FFFFFF");
        kafka.await(Topics.INCIDENT_RESOLVED, 1, event -> event.incident().id().equals(incident.id()));
        assertThat(detected(2)).hasSize(2);
        assertThat(kafka.<IncidentOpened>await(
                        Topics.INCIDENT_OPENED,
                        1,
                        event -> event.incident().subject().equals(cluster + "/dr")))
                .hasSize(1);
    }
}
