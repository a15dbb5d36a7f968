package org.theorder.lifeboat.monitor.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.ReplicationLagDetected;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Team;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.monitor.servers.Buckets;
import org.theorder.lifeboat.monitor.servers.IncidentsOnKafka;
import org.theorder.lifeboat.monitor.servers.Kafka;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.Storage;

/** A bucket that is no longer copied, one whose copy differs, a full repository: one incident each, until it is repaired. */
@QuarkusTest
class ObjectStorageIT {
    private static final String LAG = "media/object-storage";

    private final Kafka kafka = new Kafka();
    private final IncidentsOnKafka incidents = new IncidentsOnKafka(kafka);

    @AfterEach
    void close() {
        kafka.close();
    }

    @Test
    void aBucketThatIsNotCopiedAnyMoreIsOneUntilItIs() {
        incidents.isOneFor(Team.INFRASTRUCTURE, "replication-lag", LAG, Buckets::pause, Buckets::resume);

        ReplicationLagDetected crossing = kafka.await(
                        Topics.REPLICATION_LAG_DETECTED,
                        1,
                        event -> event.link().equals("media → object storage"))
                .getLast()
                .event();
        assertThat(crossing.lag()).isGreaterThan(crossing.threshold());
        assertThat(crossing.lagBytes()).isPositive();
    }

    @Test
    void aCopyThatDiffersIsOneUntilItIsRepaired() {
        String altered = Marker.written(Clock.systemUTC().instant()).key();
        try (Storage replica = Buckets.replica()) {
            incidents.isOneFor(
                    Team.INFRASTRUCTURE,
                    "replica-differs",
                    "media",
                    () -> replica.create(altered, Content.of("something else")),
                    () -> replica.delete(altered));
        }
    }

    @Test
    void aRepositoryThatFillsItsQuotaIsOneUntilThereIsRoom() {
        try (Storage repository = Buckets.repository()) {
            Incident incident = incidents.isOneFor(
                    Team.INFRASTRUCTURE,
                    "storage-used",
                    "repository/dr",
                    () -> repository.create("clusters/shop/filler", Content.of(new byte[61_000])),
                    () -> repository.delete("clusters/shop/filler"));
            assertThat(incident.severity()).isEqualTo(Severity.CRITICAL);
            assertThat(incident.title()).isEqualTo("The repository region dr fills its quota");
        }
    }
}
