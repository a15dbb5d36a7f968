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
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.BackupVerified;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.monitor.Samples;
import org.theorder.lifeboat.monitor.servers.Api;
import org.theorder.lifeboat.monitor.servers.Kafka;

@QuarkusTest
class VerificationRuleIT {
    private static final BackupId FULL = new BackupId("20261122T020000123Z-full");
    private static final BackupId CHILD = new BackupId("20261122T030000123Z-incremental");

    private final Kafka kafka = new Kafka();
    private final String cluster = "c-" + UUID.randomUUID().toString().substring(0, 8);
    private final String subject = cluster + "/dr/verification-failed";
    private final Instant now = Clock.systemUTC().instant();

    @AfterEach
    void close() {
        kafka.close();
    }

    private BackupVerified verified(BackupId backup, Instant finishedAt, boolean passed, List<BackupId> bad) {
        return Samples.verified(cluster, backup, finishedAt, passed, bad);
    }

    private List<String> open() {
        return Api.open("protection-fault", subject);
    }

    @Test
    void damageIsAnIncidentAtOnceUntilEveryBackupOfTheRegionIsWell() {
        kafka.send(Topics.BACKUP_VERIFIED, cluster, verified(FULL, now, false, List.of(FULL)));
        Incident incident = kafka.await(
                        Topics.INCIDENT_OPENED,
                        1,
                        event -> event.incident().subject().equals(subject))
                .getFirst()
                .event()
                .incident();
        assertThat(incident.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(incident.facts()).anyMatch(fact -> fact.value().contains("a bit flipped"));

        kafka.send(Topics.BACKUP_VERIFIED, cluster, verified(CHILD, now.plusSeconds(1), true, List.of(FULL)));
        kafka.send(Topics.BACKUP_VERIFIED, cluster, verified(FULL, now.minusSeconds(60), true, List.of()));
        kafka.send(Topics.BACKUP_VERIFIED, cluster, verified(CHILD, now.plusSeconds(2), false, List.of(FULL, CHILD)));
        kafka.await(Topics.INCIDENT_UPDATED, 1, event -> event.incident().id().equals(incident.id()));
        assertThat(open())
                .as("old news ends nothing, nor does another backup")
                .containsExactly(incident.id().value());

        kafka.send(Topics.BACKUP_VERIFIED, cluster, verified(FULL, now.plusSeconds(9), true, List.of()));
        kafka.await(Topics.INCIDENT_RESOLVED, 1, event -> event.incident().id().equals(incident.id()));
        await().atMost(Duration.ofSeconds(20)).until(() -> open().isEmpty());
    }
}
