package org.theorder.lifeboat.outbox;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.servers.test.LifeboatServers;

@QuarkusTest
@WithTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "outbox"))
class InboxIT {
    private final LifeboatException passing = new LifeboatException(ErrorCode.BUSY, "another run has it");
    private final LifeboatException last = new LifeboatException(ErrorCode.REQUEST_INVALID, "no such plan");

    @Inject
    MeterRegistry meters;

    @Inject
    Database database;

    @Inject
    InboxStore store;

    @Inject
    RecordingHandler handler;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    private final String subject = "subject-" + UUID.randomUUID();
    private final String name = "name-" + UUID.randomUUID();
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
    void aDuplicateIsHandledOnce() {
        String id = UUID.randomUUID().toString();
        kafka.send(TestKafka.event(id, subject, name));
        kafka.send(TestKafka.event(id, subject, name));
        kafka.send(TestKafka.event(subject, "after"));

        await().until(() -> handler.handled(subject).contains("after"));
        assertThat(handler.handled(subject)).containsExactly(name, "after");
        assertThat(handler.attempts(name)).isEqualTo(1);
    }

    @Test
    void theContentOfAHandledEventIsDropped() {
        kafka.send(TestKafka.event(subject, name));

        await().until(() -> handler.handled(subject).contains(name));
        Row row = database.query("select state, data, headers from inbox where subject = $1", subject)
                .getFirst();
        assertThat(row.string("state")).isEqualTo("DONE");
        assertThat(row.bytes("data")).isEmpty();
        assertThat(row.string("headers")).isEqualTo("{}");
    }

    @Test
    void anEventThatIsTriedAgainHoldsUpItsSubjectAndNobodyElse() {
        String other = "other-" + subject;
        AtomicInteger failures = new AtomicInteger(3);
        handler.failing(name, () -> failures.getAndDecrement() > 0 ? passing : null);

        kafka.send(TestKafka.event(subject, name));
        kafka.send(TestKafka.event(subject, "second"));
        kafka.send(TestKafka.event(subject, "third"));
        kafka.send(TestKafka.event(other, "elsewhere"));

        await().until(() -> handler.handled(other).contains("elsewhere"));
        assertThat(handler.handled(subject)).isEmpty();
        await().until(() -> handler.handled(subject).size() == 3);
        assertThat(handler.handled(subject)).containsExactly(name, "second", "third");
        assertThat(handler.attempts(name)).isEqualTo(4);
    }

    @Test
    void eventsThatWaitAreHandledInOneTransaction() {
        AtomicBoolean recorded = handlerThatWaits();
        List<String> names = IntStream.range(0, 20).mapToObj(String::valueOf).toList();

        names.forEach(each -> kafka.send(TestKafka.event(subject, each)));
        await().until(() -> pending() == names.size());
        recorded.set(true);

        await().until(() -> handler.handled(subject).size() == names.size());
        assertThat(handler.handled(subject)).containsExactlyElementsOf(names);
        assertThat(database.query("select distinct xmin::text from handled where subject = $1", subject))
                .hasSize(1);
    }

    @Test
    void oneThatFailsTakesNothingFromThoseBesideIt() {
        AtomicBoolean recorded = handlerThatWaits();
        handler.failing(name, () -> last);

        kafka.send(TestKafka.event(subject, "before"));
        kafka.send(TestKafka.event(subject, name));
        kafka.send(TestKafka.event(subject, "after"));
        await().until(() -> pending() == 3);
        recorded.set(true);

        await().until(() -> handler.handled(subject).contains("after"));
        assertThat(handler.handled(subject)).containsExactly("before", "after");
        assertThat(deadLetter().tries()).isEqualTo(1);
        assertThat(deadLetter().reason()).isEqualTo("no such plan");
    }

    /** The worker stands still in an event of another subject, until this is true. */
    private AtomicBoolean handlerThatWaits() {
        AtomicBoolean released = new AtomicBoolean();
        String gate = "gate-" + name;
        handler.failing(gate, () -> {
            await().untilTrue(released);
            return null;
        });
        kafka.send(TestKafka.event("gate-" + subject, gate));
        await().until(() -> handler.attempts(gate) == 1);
        return released;
    }

    private long pending() {
        return database.query("select 1 from inbox where subject = $1 and state = 'PENDING'", subject)
                .size();
    }

    @Test
    void anUnexpectedExceptionIsTriedFiveTimesAndThenDead() {
        handler.failing(name, () -> new IllegalStateException("a defect"));

        kafka.send(TestKafka.event(subject, name));
        kafka.send(TestKafka.event(subject, "next"));

        await().until(() -> handler.handled(subject).contains("next"));
        DeadLetter dead = deadLetter();
        // once more if it was first met together with the next one
        assertThat(handler.attempts(name)).isBetween(5L, 6L);
        assertThat(dead.tries()).isEqualTo(5);
        assertThat(dead.error()).isEqualTo("internal");
        assertThat(dead.reason()).contains("a defect");
    }

    @Test
    void aDeadLetterIsToldCountedListedAndReplayedAfterTheRepair() {
        handler.failing(name, () -> last);
        ProducerRecord<String, byte[]> sent = TestKafka.event(subject, name);
        kafka.send(sent);

        ConsumerRecord<String, byte[]> told =
                kafka.readSubject(Topics.DEAD_LETTER, subject, 1).getFirst();
        assertThat(told.value()).isEqualTo(sent.value());
        assertThat(TestKafka.header(told, "lifeboat-reason")).isEqualTo("no such plan");
        assertThat(TestKafka.header(told, "lifeboat-error")).isEqualTo("request-invalid");
        assertThat(TestKafka.header(told, "lifeboat-topic")).isEqualTo("backup-requested");
        assertThat(TestKafka.header(told, "ce_type")).isEqualTo("org.theorder.lifeboat.dead-letter.v1");
        assertThat(TestKafka.header(told, "content-type")).isEqualTo("application/octet-stream");
        assertThat(handler.attempts(name)).isEqualTo(1);
        assertThat(handler.handled(subject)).isEmpty();
        await().untilAsserted(() ->
                given().get("/q/metrics").then().body(matchesPattern("(?s).*lifeboat_dead_letters [1-9].*")));
        given().get("/q/health/well").then().statusCode(503);
        given().get("/q/health/ready").then().statusCode(200);

        long id = deadLetter().id();
        given().get("/dead-letters?limit=1000")
                .then()
                .statusCode(200)
                .body("find { it.id == " + id + " }.reason", equalTo("no such plan"));
        handler.repaired(name);
        given().post("/dead-letters/" + id + "/replay").then().statusCode(202);

        await().until(() -> handler.handled(subject).contains(name));
        given().get("/dead-letters?limit=1000").then().body("findAll { it.id == " + id + " }.size()", equalTo(0));
    }

    @Test
    void whatIsNoCloudEventIsDeadAtOnce() {
        kafka.send(TestKafka.record("backup-requested", subject, "{}".getBytes(UTF_8), Map.of()));

        assertThat(TestKafka.header(
                        kafka.readSubject(Topics.DEAD_LETTER, subject, 1).getFirst(), "lifeboat-reason"))
                .contains("no CloudEvents 1.0 in binary mode");
        assertThat(deadLetter().source()).isEqualTo("kafka:backup-requested");
    }

    @Test
    void anUnknownTypeAndABrokenPayloadAreDeadAtOnce() {
        Map<String, String> headers = new HashMap<>();
        TestKafka.event(subject, name)
                .headers()
                .forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
        headers.put("ce_type", "org.theorder.lifeboat.backup-requested.v2");
        kafka.send(TestKafka.record("backup-requested", subject, "{}".getBytes(UTF_8), headers));
        headers.put("ce_type", "org.theorder.lifeboat.backup-requested.v1");
        headers.put("ce_id", UUID.randomUUID().toString());
        kafka.send(TestKafka.record("backup-requested", subject, "{\"cluster\":".getBytes(UTF_8), headers));

        await().until(() -> deadLetters().size() == 2);
        assertThat(deadLetters())
                .extracting(DeadLetter::reason)
                .anySatisfy(reason -> assertThat(reason).contains("handles no events of type"))
                .anySatisfy(reason -> assertThat(reason).contains("not a org.theorder.lifeboat.backup-requested.v1"));
    }

    @Test
    void hostileHeadersStopNobody() {
        Map<String, String> headers = new HashMap<>(Map.of(
                "ce_specversion", "1.0",
                "ce_id", "i".repeat(100_000),
                "ce_source", "nul\0nul",
                "ce_type", "t\0",
                "ce_subject", "s".repeat(5_000),
                "ce_time", "+999999999-12-31T23:59:59Z"));
        headers.put("nul\0name", "nul\0value");
        kafka.send(TestKafka.record("backup-requested", subject, new byte[] {0, -1, -2}, headers));
        kafka.send(new ProducerRecord<>("backup-requested", subject, null));
        kafka.send(new ProducerRecord<>("backup-requested", null, null));
        kafka.send(TestKafka.event(subject, name));

        await().until(() -> handler.handled(subject).contains(name));
        assertThat(store.deadLetters(1000))
                .extracting(DeadLetter::subject)
                .contains("s".repeat(500), subject, "unknown");
    }

    @Test
    void expiredTelemetryIsIgnoredAndCounted() {
        double before = meters.get("lifeboat.telemetry.dropped").counter().count();
        ProducerRecord<String, byte[]> stale = TestKafka.event(subject, "stale");
        stale.headers()
                .add("ce_expirytime", Instant.now().minusSeconds(1).toString().getBytes(UTF_8));
        ProducerRecord<String, byte[]> fresh = TestKafka.event(subject, "fresh");
        fresh.headers()
                .add("ce_expirytime", Instant.now().plusSeconds(60).toString().getBytes(UTF_8));
        kafka.send(stale);
        kafka.send(fresh);

        await().until(() -> handler.handled(subject).contains("fresh"));
        assertThat(handler.handled(subject)).containsExactly("fresh");
        assertThat(meters.get("lifeboat.telemetry.dropped").counter().count()).isEqualTo(before + 1);
        assertThat(store.deleteDone(Duration.ofDays(7), Instant.now().plusSeconds(61)))
                .isPositive();
        assertThat(database.query("select 1 from inbox where subject = $1", subject))
                .isEmpty();
    }

    @Test
    void handledEventsAreRememberedForAWhile() {
        kafka.send(TestKafka.event(subject, name));
        await().until(() -> handler.handled(subject).contains(name));

        store.deleteDone(Duration.ofHours(1), Instant.now());
        assertThat(database.query("select 1 from inbox where subject = $1", subject))
                .hasSize(1);
        store.deleteDone(Duration.ZERO, Instant.now());
        assertThat(database.query("select 1 from inbox where subject = $1", subject))
                .isEmpty();
    }

    @Test
    void aReplayOfSomethingElseIsRefused() {
        assertThat(store.replay(-1)).isFalse();
        given().post("/dead-letters/no-number/replay").then().statusCode(404);
        given().get("/q/health/ready").then().body(containsString("database"));
    }

    private DeadLetter deadLetter() {
        return deadLetters().getFirst();
    }

    private List<DeadLetter> deadLetters() {
        return store.deadLetters(1000).stream()
                .filter(dead -> dead.subject().equals(subject))
                .toList();
    }
}
