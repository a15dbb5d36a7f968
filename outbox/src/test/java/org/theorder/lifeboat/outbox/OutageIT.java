package org.theorder.lifeboat.outbox;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.theorder.lifeboat.events.BackupRequested;
import org.theorder.lifeboat.events.EventJson;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Topics;

/** Kafka and PostgreSQL are killed with -9 and come back; the same application lives through all of it. */
@QuarkusTest
@WithTestResource(OwnServers.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OutageIT {
    private static final String TOPIC = Topics.BACKUP_REQUESTED.name();

    @Inject
    Database database;

    @Inject
    Outbox outbox;

    @Inject
    OutboxStore store;

    @Inject
    RecordingHandler handler;

    OwnServers.Control servers;

    private final String subject = "subject-" + UUID.randomUUID();

    @Test
    @Order(1)
    void theServiceStartsAndWorksWithoutKafkaAndItsEventsLeaveInOrderWhenKafkaComes() {
        given().get("/q/health/ready").then().statusCode(200);
        publish(0, 50);
        assertThat(store.backlog().events()).isPositive();
        given().get("/q/health/ready").then().statusCode(200);
        patiently()
                .untilAsserted(() -> given().get("/q/health/well")
                        .then()
                        .statusCode(503)
                        .body("checks.find { it.name == 'events' }.data.kafka", equalTo("takes no events")));

        servers.startKafka();

        patiently().until(() -> handler.handled(subject).size() >= 50);
        assertThat(handler.handled(subject)).isEqualTo(names(0, 50));
        patiently().until(() -> store.backlog().events() == 0);
        patiently().untilAsserted(() -> given().get("/q/health/well").then().statusCode(200));
    }

    @Test
    @Order(2)
    void theDeathOfTheBrokerLosesNothingAndChangesNoOrder() {
        servers.startKafka();
        publish(0, 20);
        servers.killKafka();
        publish(20, 40);
        given().get("/q/health/ready").then().statusCode(200);
        servers.startKafka();
        publish(40, 60);

        patiently().until(() -> handler.handled(subject).size() >= 60);
        assertThat(handler.handled(subject)).isEqualTo(names(0, 60));
        assertThat(onKafka().distinct().toList()).isEqualTo(names(0, 60));
    }

    @Test
    @Order(3)
    void theDeathOfTheDatabaseLosesNothingThatWasCommitted() {
        servers.startKafka();
        publish(0, 20);
        servers.killPostgres();
        assertThat(codeOfPublishing()).isEqualTo("server-unreachable");
        patiently().untilAsserted(() -> given().get("/q/health/ready").then().statusCode(503));
        try (TestKafka kafka = new TestKafka(servers.bootstrapServers())) {
            IntStream.range(20, 40).forEach(i -> kafka.send(TestKafka.event(subject, "event " + i)));
        }
        servers.startPostgres();

        patiently().untilAsserted(() -> given().get("/q/health/ready").then().statusCode(200));
        publish(40, 60);
        patiently().until(() -> handler.handled(subject).size() >= 60);
        assertThat(handler.handled(subject)).containsExactlyInAnyOrderElementsOf(names(0, 60));
        assertThat(database.query("select 1 from inbox where state = 'DEAD'")).isEmpty();
    }

    private void publish(int from, int to) {
        names(from, to)
                .forEach(name -> database.doInTransaction(
                        tx -> outbox.publish(tx, Topics.BACKUP_REQUESTED, subject, TestKafka.request(name))));
    }

    private String codeOfPublishing() {
        try {
            publish(1000, 1001);
            return "published";
        } catch (LifeboatException e) {
            return e.code().slug();
        }
    }

    private Stream<String> onKafka() {
        try (TestKafka kafka = new TestKafka(servers.bootstrapServers())) {
            return kafka.readSubject(TOPIC, subject, 60).stream()
                    .map(came -> EventJson.read(Topics.BACKUP_REQUESTED, came.value()))
                    .map(BackupRequested::requestedBy);
        }
    }

    private static List<String> names(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "event " + i).toList();
    }

    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(60)).ignoreExceptionsInstanceOf(LifeboatException.class);
    }
}
