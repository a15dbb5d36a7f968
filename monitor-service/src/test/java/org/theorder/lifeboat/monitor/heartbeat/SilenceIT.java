package org.theorder.lifeboat.monitor.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.Heartbeat;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Team;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.monitor.servers.Api;
import org.theorder.lifeboat.monitor.servers.Kafka;

/** The limit of silence is 8 seconds here, and nobody plays backup-service but this test. */
@QuarkusTest
class SilenceIT {
    private static final Clock CLOCK = Clock.systemUTC();

    private final Kafka kafka = new Kafka();

    @AfterEach
    void close() {
        kafka.close();
    }

    @Test
    void aServiceThatFallsSilentIsAnIncidentUntilItIsHeardAgain() {
        heartbeat();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(Api.check("service-silent", "backup-service"))
                        .isEqualTo("ok"));
        assertThat(Api.check("service-silent", "monitor-service")).isEqualTo("ok");
        Instant start = CLOCK.instant();

        Incident incident = kafka.await(
                        Topics.INCIDENT_OPENED,
                        1,
                        event -> event.incident().subject().equals("backup-service")
                                && event.at().isAfter(start))
                .getFirst()
                .event()
                .incident();
        assertThat(incident.rule()).isEqualTo("service-silent");
        assertThat(incident.title()).isEqualTo("Monitoring is blind: backup-service is silent");
        assertThat(incident.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(incident.team()).isEqualTo(Team.INFRASTRUCTURE);

        heartbeat();
        kafka.await(Topics.INCIDENT_RESOLVED, 1, event -> event.incident().id().equals(incident.id()));
    }

    private void heartbeat() {
        kafka.send(
                Topics.HEARTBEAT,
                "backup-service",
                new Heartbeat("backup-service", "host-1/4711", CLOCK.instant(), null));
    }
}
