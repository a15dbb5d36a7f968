package org.theorder.lifeboat.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.EventJson;
import org.theorder.lifeboat.events.Heartbeat;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.servers.test.LifeboatServers;

@QuarkusTest
@WithTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "outbox"))
class OutboxIT {
    private static final String TOPIC = Topics.BACKUP_REQUESTED.name();

    @Inject
    Database database;

    @Inject
    Outbox outbox;

    @Inject
    OutboxStore store;

    @Inject
    Announcer announcer;

    @Inject
    Heartbeats heartbeats;

    @Inject
    EventProducer producer;

    @Inject
    ThisProcess process;

    @Inject
    OutboxSettings settings;

    @Inject
    MeterRegistry meters;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    private final String subject = "subject-" + UUID.randomUUID();
    private TestKafka kafka;

    @BeforeEach
    void connect() {
        kafka = new TestKafka(bootstrapServers);
    }

    @AfterEach
    void disconnect() {
        kafka.close();
    }

    @Test
    void anEventIsABinaryCloudEvent() {
        publish("golden");

        ConsumerRecord<String, byte[]> came =
                kafka.readSubject(TOPIC, subject, 1).getFirst();
        Row row = database.query("select event_id, published_at from outbox where subject = $1", subject)
                .getFirst();

        Map<String, String> headers = new TreeMap<>();
        came.headers().forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
        assertThat(headers)
                .isEqualTo(Map.of(
                        "ce_specversion", "1.0",
                        "ce_id", row.uuid("event_id").toString(),
                        "ce_source", "/lifeboat/outbox-test",
                        "ce_type", "org.theorder.lifeboat.backup-requested.v1",
                        "ce_subject", subject,
                        "ce_time", row.instant("published_at").toString(),
                        "content-type", "application/json"));
        assertThat(came.key()).isEqualTo(subject);
        assertThat(came.value())
                .asString(UTF_8)
                .isEqualTo("{\"cluster\":\"shop\",\"kind\":\"full\",\"requestedBy\":\"golden\"}");
    }

    @Test
    void arolledBackEventIsNeverPublished() {
        assertThatThrownBy(() -> database.doInTransaction(tx -> {
                    outbox.publish(tx, Topics.BACKUP_REQUESTED, subject, TestKafka.request("never"));
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        publish("later");

        assertThat(names(kafka.readSubject(TOPIC, subject, 1))).containsExactly("later");
    }

    @Test
    void eventsOfASubjectKeepTheirOrder() {
        List<String> published =
                IntStream.range(0, 300).mapToObj(i -> "event " + i).toList();
        published.forEach(this::publish);

        assertThat(names(kafka.readSubject(TOPIC, subject, 300))).isEqualTo(published);
        await().until(() -> unsent() == 0);
    }

    @Test
    void twoReplicasSendEachEventOnce() throws InterruptedException {
        Leases otherLeases = new Leases(database, "host-2/2/" + UUID.randomUUID());
        Relay other = new Relay(
                new OutboxStore(database, otherLeases),
                otherLeases,
                producer,
                process,
                settings,
                Clock.systemUTC(),
                meters);
        Loop replica = Loop.virtual("other-relay", other::run);
        replica.start();
        try {
            for (int i = 0; i < 100; i++) {
                publish("event " + i);
                other.wake();
            }
            await().until(() -> unsent() == 0);
        } finally {
            replica.stop();
            replica.join(Duration.ofSeconds(3));
        }
        publish("last");

        List<String> came = names(kafka.read(TOPIC, 101, record -> subject.equals(record.key())));
        assertThat(came).hasSize(101).doesNotHaveDuplicates().endsWith("last");
    }

    @Test
    void aZombieCannotMarkEventsAsSent() {
        Leases zombies = new Leases(database, "zombie/1/" + UUID.randomUUID());
        Lease old = zombies.acquire("zombie", Duration.ofMillis(1)).orElseThrow();
        Leases successors = new Leases(database, "host-2/2/" + UUID.randomUUID());
        await().until(() -> successors.acquire("zombie", Duration.ofMinutes(1)).isPresent());

        assertThatThrownBy(() -> new OutboxStore(database, zombies).markSent(old, store.unsent(10)))
                .isInstanceOf(LifeboatException.class)
                .hasMessageContaining("passed on");
    }

    @Test
    void sentEventsAreForgottenAndUnsentOnesAreNot() {
        publish("old");
        await().until(() -> unsent() == 0);

        assertThat(store.deleteSent(Duration.ofHours(1))).isZero();
        assertThat(store.deleteSent(Duration.ZERO)).isPositive();

        assertThat(database.query("select 1 from outbox where subject = $1", subject))
                .isEmpty();
    }

    @Test
    void whatKafkaWouldNotTakeIsRefusedAtOnce() {
        assertThatThrownBy(() -> publish("x".repeat(Outbox.LARGEST_DATA)))
                .isInstanceOf(LifeboatException.class)
                .hasMessageContaining("more than the 900000 that Kafka takes");
        assertThatThrownBy(() -> database.doInTransaction(
                        tx -> outbox.publish(tx, Topics.BACKUP_REQUESTED, " ", TestKafka.request("x"))))
                .hasMessageContaining("needs a subject");
    }

    @Test
    void anAnnouncementGoesStraightToKafkaAndSaysWhenItIsOfNoUseAnyMore() {
        Instant before = Instant.now();
        announcer.announce(Topics.BACKUP_REQUESTED, subject, TestKafka.request("announced"));

        ConsumerRecord<String, byte[]> came =
                kafka.readSubject(TOPIC, subject, 1).getFirst();
        assertThat(Instant.parse(TestKafka.header(came, "ce_expirytime")))
                .isBetween(before.plusSeconds(119), Instant.now().plusSeconds(121));
        assertThat(database.query("select 1 from outbox where subject = $1", subject))
                .isEmpty();
    }

    @Test
    void theServiceSaysThatItIsAlive() {
        heartbeats.evaluated();
        ConsumerRecord<String, byte[]> came = kafka.read(
                        Topics.HEARTBEAT.name(),
                        1,
                        record -> new String(record.value(), UTF_8).contains("lastEvaluationAt\":\""))
                .getFirst();

        Heartbeat heartbeat = EventJson.read(Topics.HEARTBEAT, came.value());
        assertThat(heartbeat.service()).isEqualTo("outbox-test");
        // so long that a clock that is an hour behind is seen
        assertThat(Instant.parse(TestKafka.header(came, "ce_expirytime")))
                .isAfter(heartbeat.at().plus(Duration.ofMinutes(90)));
        assertThat(heartbeat.instance()).endsWith("/" + ProcessHandle.current().pid());
    }

    @Test
    void anEventIsWithReadersMillisecondsAfterItsCommit() {
        try (KafkaConsumer<String, byte[]> consumer = kafka.consumer()) {
            TopicPartition partition = new TopicPartition(TOPIC, 0);
            consumer.assign(List.of(partition));
            consumer.seekToEnd(List.of(partition));
            consumer.position(partition);
            List<Double> milliseconds = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                publish("timed " + i);
                long committed = System.nanoTime();
                while (consumer.poll(Duration.ofMillis(500)).isEmpty()) {
                    assertThat(System.nanoTime() - committed).isLessThan(5_000_000_000L);
                }
                milliseconds.add((System.nanoTime() - committed) / 1e6);
            }
            List<Double> sorted =
                    milliseconds.subList(100, 300).stream().sorted().toList();
            System.out.printf(
                    "commit to reader: median %.1f ms, p95 %.1f ms, longest %.1f ms%n",
                    sorted.get(100), sorted.get(190), sorted.getLast());
            assertThat(sorted.get(100)).isLessThan(50);
        }
    }

    private void publish(String name) {
        database.doInTransaction(tx -> outbox.publish(tx, Topics.BACKUP_REQUESTED, subject, TestKafka.request(name)));
    }

    private long unsent() {
        return store.backlog().events();
    }

    private static List<String> names(List<ConsumerRecord<String, byte[]>> records) {
        return records.stream()
                .map(came ->
                        EventJson.read(Topics.BACKUP_REQUESTED, came.value()).requestedBy())
                .toList();
    }
}
