package org.theorder.lifeboat.monitor.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.Fact;
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
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration BEAT = Duration.ofMillis(500);

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

    /** Of one machine the clock is an hour ahead: it is heard, and so is the next one, whose clock is right. */
    @Test
    void aClockThatIsWrongIsAnIncidentAndSilencesNobody() {
        String host = "host-" + UUID.randomUUID().toString().substring(0, 8);
        Incident skew = openedBy(
                () -> heartbeat(host, Duration.ofHours(1), Duration.ZERO), "clock-skew", "backup-service/" + host);
        assertThat(skew.title()).isEqualTo("The clock of the machine of backup-service is wrong, or ours");
        assertThat(skew.facts())
                .contains(new Fact("machine", host))
                .anySatisfy(fact -> assertThat(fact.value()).endsWith("ahead of ours"));

        await().atMost(LIMIT).pollInterval(BEAT).untilAsserted(() -> {
            heartbeat(host, Duration.ZERO, Duration.ZERO);
            assertThat(Api.open("clock-skew", "backup-service/" + host)).isEmpty();
            assertThat(Api.check("service-silent", "backup-service")).isEqualTo("ok");
        });
    }

    @Test
    void aServiceThatLivesAndDoesNotGetOnIsAnIncidentUntilItDoes() {
        // whatever another test left behind counts for every machine
        await().atMost(LIMIT).pollInterval(BEAT).untilAsserted(() -> {
            heartbeat("host-1", Duration.ZERO, Duration.ZERO);
            assertThat(Api.open("service-silent", "backup-service")).isEmpty();
        });

        Incident stalled = openedBy(
                () -> heartbeat("host-1", Duration.ZERO, Duration.ofMinutes(5)), "service-silent", "backup-service");
        assertThat(stalled.title()).isEqualTo("Monitoring is blind: backup-service does not get on");

        heartbeat("host-1", Duration.ZERO, Duration.ZERO);
        kafka.await(Topics.INCIDENT_RESOLVED, 1, event -> event.incident().id().equals(stalled.id()));
    }

    private Incident openedBy(Runnable heartbeat, String rule, String subject) {
        await().atMost(LIMIT).pollInterval(BEAT).untilAsserted(() -> {
            heartbeat.run();
            assertThat(Api.open(rule, subject)).isNotEmpty();
        });
        String id = Api.open(rule, subject).getFirst();
        return kafka.await(
                        Topics.INCIDENT_OPENED,
                        1,
                        event -> event.incident().id().value().equals(id))
                .getFirst()
                .event()
                .incident();
    }

    private void heartbeat() {
        heartbeat("host-1", Duration.ZERO, Duration.ZERO);
    }

    /**
     * @param ahead how far its clock is
     * @param stalled for how long its main loop has finished no round
     */
    private void heartbeat(String host, Duration ahead, Duration stalled) {
        Instant at = CLOCK.instant().plus(ahead);
        kafka.send(
                Topics.HEARTBEAT,
                "backup-service",
                new Heartbeat("backup-service", host + "/4711", at, at.minus(stalled)));
    }
}
