package org.theorder.lifeboat.monitor.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.hasItem;

import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.IncidentOpened;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Team;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.monitor.Samples;
import org.theorder.lifeboat.monitor.servers.Api;
import org.theorder.lifeboat.monitor.servers.Kafka;

@QuarkusTest
class BackupRuleIT {
    private static final Logger LOG = LoggerFactory.getLogger(BackupRuleIT.class);
    private static final Clock CLOCK = Clock.systemUTC();

    private final Kafka kafka = new Kafka();
    private final String cluster = "c-" + UUID.randomUUID().toString().substring(0, 8);
    private final Instant now = CLOCK.instant();

    @AfterEach
    void close() {
        kafka.close();
    }

    private List<Kafka.Heard<IncidentOpened>> opened() {
        return kafka.await(
                Topics.INCIDENT_OPENED, 1, event -> event.incident().subject().equals(cluster + "/full"));
    }

    private List<String> open() {
        return Api.open("backup-failed", cluster + "/full");
    }

    private void awaitKnown(Instant completedAt) {
        await().untilAsserted(() -> Api.viewer()
                .get("/clusters")
                .then()
                .body(
                        "find { it.cluster == '" + cluster + "' }.lastBackups.completedAt",
                        hasItem(completedAt.toString())));
    }

    @Test
    void aFailureIsAnIncidentAtOnceAndTheNextSuccessResolvesIt() {
        Instant sent = CLOCK.instant();
        kafka.send(Topics.BACKUP_FAILED, cluster, Samples.failure(cluster, now));

        Kafka.Heard<IncidentOpened> heard = opened().getFirst();
        LOG.info(
                "a failed backup was an incident on Kafka after millis={}",
                Duration.between(sent, heard.at()).toMillis());
        Incident incident = heard.event().incident();
        assertThat(incident.rule()).isEqualTo("backup-failed");
        assertThat(incident.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(incident.team()).isEqualTo(Team.DATABASE);
        assertThat(incident.facts())
                .contains(
                        new Fact(
                                "error",
                                "store-unreachable: region dr cannot be written: no space left on device; free some or extend it"))
                .contains(new Fact("newest full backup", "none known"));
        assertThat(heard.event().message()).isEqualTo("The full backup of " + cluster + " failed.");

        kafka.send(Topics.BACKUP_FAILED, cluster, Samples.failure(cluster, now.plusSeconds(1)));
        kafka.await(Topics.INCIDENT_UPDATED, 1, event -> event.incident().id().equals(incident.id()));
        assertThat(open()).containsExactly(incident.id().value());

        kafka.send(Topics.BACKUP_COMPLETED, cluster, Samples.backup(cluster, now.plusSeconds(2)));
        kafka.await(Topics.INCIDENT_RESOLVED, 1, event -> event.incident().id().equals(incident.id()));
        assertThat(open()).isEmpty();
        assertThat(opened()).hasSize(1);
    }

    @Test
    void aFailureThatComesAfterTheNewsOfALaterSuccessIsNoIncident() {
        kafka.send(Topics.BACKUP_COMPLETED, cluster, Samples.backup(cluster, now));
        awaitKnown(now);
        kafka.send(Topics.BACKUP_FAILED, cluster, Samples.failure(cluster, now.minusSeconds(60)));
        kafka.send(Topics.BACKUP_COMPLETED, cluster, Samples.backup(cluster, now.plusSeconds(60)));
        awaitKnown(now.plusSeconds(60));

        assertThat(open()).isEmpty();
    }

    @Test
    void aSuccessFromBeforeTheFailureResolvesNothing() {
        kafka.send(Topics.BACKUP_FAILED, cluster, Samples.failure(cluster, now));
        kafka.send(Topics.BACKUP_COMPLETED, cluster, Samples.backup(cluster, now.minusSeconds(60)));
        awaitKnown(now.minusSeconds(60));

        assertThat(open()).hasSize(1);
    }

    @Test
    void anEventThatIsNoneIsADeadLetterAndHoldsUpNobody() {
        kafka.send(Topics.BACKUP_FAILED, cluster, "{\"cluster\": 7}".getBytes(StandardCharsets.UTF_8));
        kafka.send(Topics.BACKUP_FAILED, cluster, Samples.failure(cluster, now));

        await().untilAsserted(() -> assertThat(open()).hasSize(1));
        await().untilAsserted(() -> Api.viewer()
                .get("/dead-letters")
                .then()
                .statusCode(200)
                .body("topic", hasItem("backup-failed"))
                .body("error", hasItem("event-invalid")));
    }
}
