package org.theorder.lifeboat.monitor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.IncidentOpened;
import org.theorder.lifeboat.events.ReplicationLagDetected;
import org.theorder.lifeboat.events.Team;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.monitor.servers.Api;
import org.theorder.lifeboat.monitor.servers.Buckets;
import org.theorder.lifeboat.monitor.servers.Kafka;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.Storage;

/** A bucket that is no longer copied, and one whose copy differs: an incident each, for the infrastructure team, until repaired. */
@QuarkusTest
class ObjectStorageIT {
    private static final String LAG = "media/object-storage";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Kafka kafka = new Kafka();

    @AfterEach
    void close() {
        kafka.close();
    }

    @Test
    void aBucketThatIsNotCopiedAnyMoreIsOneIncidentUntilItIs() {
        await().atMost(LIMIT)
                .untilAsserted(
                        () -> assertThat(Api.check("replication-lag", LAG)).isEqualTo("ok"));
        Buckets.pause();
        Incident incident = opened("replication-lag", LAG);
        assertThat(incident.team()).isEqualTo(Team.INFRASTRUCTURE);
        ReplicationLagDetected crossing = kafka.await(
                        Topics.REPLICATION_LAG_DETECTED,
                        1,
                        event -> event.link().equals("media → object storage"))
                .getFirst()
                .event();
        assertThat(crossing.lag()).isGreaterThan(crossing.threshold());
        assertThat(crossing.lagBytes()).isPositive();

        Buckets.resume();
        resolved(incident);
    }

    @Test
    void aCopyThatDiffersIsOneIncidentUntilItIsRepaired() {
        await().atMost(LIMIT)
                .untilAsserted(
                        () -> assertThat(Api.check("replica-differs", "media")).isEqualTo("ok"));
        String altered = Marker.written(Clock.systemUTC().instant()).key();
        try (Storage replica = Buckets.replica()) {
            replica.create(altered, Content.of("something else"));
            Incident incident = opened("replica-differs", "media");
            assertThat(incident.team()).isEqualTo(Team.INFRASTRUCTURE);

            replica.delete(altered);
            resolved(incident);
        }
    }

    private Incident opened(String rule, String subject) {
        List<Incident> opened = kafka
                .await(
                        Topics.INCIDENT_OPENED,
                        1,
                        event -> event.incident().rule().equals(rule)
                                && event.incident().subject().equals(subject))
                .stream()
                .map(Kafka.Heard::event)
                .map(IncidentOpened::incident)
                .toList();
        assertThat(Api.open(rule, subject)).hasSize(1);
        return opened.getLast();
    }

    private void resolved(Incident incident) {
        kafka.await(Topics.INCIDENT_RESOLVED, 1, event -> event.incident().id().equals(incident.id()));
    }
}
