package org.theorder.lifeboat.monitor.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.quarkus.test.junit.QuarkusTest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.IncidentOpened;
import org.theorder.lifeboat.events.IncidentResolved;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.events.IncidentUpdated;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Team;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.monitor.Samples;
import org.theorder.lifeboat.monitor.servers.Api;
import org.theorder.lifeboat.monitor.servers.Kafka;
import org.theorder.lifeboat.monitor.servers.Shop;

/** The main story: a real server is killed, one incident says so to the right team, and it resolves by itself. */
@QuarkusTest
class ServiceDownIT {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceDownIT.class);
    private static final Clock CLOCK = Clock.systemUTC();

    private final Kafka kafka = new Kafka();

    @AfterEach
    void close() {
        kafka.close();
    }

    @Test
    void aKilledDatabaseIsOneIncidentUntilItAnswersAgain() {
        Instant safe = CLOCK.instant().minusSeconds(1);
        kafka.send(
                Topics.PROTECTION_REPORTED, "shop", Samples.protection("shop", safe, safe, "0/3A00F60", "0/3A00F60"));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(Api.check("service-down", "shop")).isEqualTo("ok"));
        await().untilAsserted(() -> Api.viewer()
                .get("/clusters")
                .then()
                .body("find { it.cluster == 'shop' }.regions.region", hasItem("dr")));

        Instant killed = CLOCK.instant();
        Shop.killHard();

        Kafka.Heard<IncidentOpened> opened = opened(1).getFirst();
        Duration noticed = Duration.between(killed, opened.at());
        LOG.info("a dead database was on Kafka after millis={}", noticed.toMillis());
        assertThat(noticed).isLessThan(Duration.ofSeconds(5));
        Incident incident = opened.event().incident();
        assertThat(incident.team()).isEqualTo(Team.DATABASE);
        assertThat(incident.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(incident.component()).isEqualTo("shop");
        assertThat(incident.version()).isEqualTo(1);
        assertThat(incident.suggestedPlan()).contains("Restore shop from region dr");
        assertThat(incident.facts())
                .extracting(Fact::name)
                .contains("probe", "last good", "data safe up to", "newest backup");
        assertThat(fact(incident, "probe"))
                .contains("no connection to 127.0.0.1")
                .contains("refused");
        assertThat(fact(incident, "data safe up to")).contains("in region dr");
        assertThat(opened.event().message()).doesNotContain("127.0.0.1");
        assertThat(Api.check("service-down", "shop")).isEqualTo("failing");

        acknowledge(incident);
        kafka.send(Topics.RESTORE_COMPLETED, "shop", Samples.restore("shop", incident.id(), CLOCK.instant()));
        List<Kafka.Heard<IncidentUpdated>> updates = kafka.await(
                Topics.INCIDENT_UPDATED, 2, event -> event.incident().id().equals(incident.id()));
        assertThat(updates.getLast().event().message())
                .contains("Restored from region dr to")
                .contains("45210 pages, 0 bad")
                .doesNotContain("WAL is missing");
        assertThat(fact(updates.getLast().event().incident(), "restore"))
                .contains("Mind: WAL is missing behind 0/3A00F60");
        assertThat(updates.getLast().event().incident().status()).isEqualTo(IncidentStatus.MONITORING);
        assertThat(updates.getLast().event().incident().acknowledgedBy()).isEqualTo("anna");

        Shop.startAgain();

        IncidentResolved resolved = kafka.await(
                        Topics.INCIDENT_RESOLVED,
                        1,
                        event -> event.incident().id().equals(incident.id()))
                .getFirst()
                .event();
        assertThat(resolved.incident().version()).isEqualTo(4);
        assertThat(resolved.incident().status()).isEqualTo(IncidentStatus.RESOLVED);
        assertThat(opened(1)).hasSize(1);
        Api.viewer()
                .get("/incidents/" + incident.id())
                .then()
                .statusCode(200)
                .body("timeline.version", equalTo(List.of(1, 2, 3, 4)))
                .body("timeline.status", equalTo(List.of("investigating", "investigating", "monitoring", "resolved")));
        Api.operator()
                .body("{\"by\": \"ben\"}")
                .post("/incidents/" + incident.id() + "/acknowledgement")
                .then()
                .statusCode(409);
    }

    private void acknowledge(Incident incident) {
        String path = "/incidents/" + incident.id() + "/acknowledgement";
        Api.viewer()
                .body("{\"by\": \"anna\"}")
                .contentType("application/json")
                .post(path)
                .then()
                .statusCode(403);
        Api.operator().body("{\"by\": \" \"}").post(path).then().statusCode(400);
        Api.operator()
                .body("{\"by\": \"anna\"}")
                .post(path)
                .then()
                .statusCode(200)
                .body("acknowledgedBy", equalTo("anna"));
        Api.operator()
                .body("{\"by\": \"anna\"}")
                .post(path)
                .then()
                .statusCode(200)
                .body("version", equalTo(2));
    }

    private List<Kafka.Heard<IncidentOpened>> opened(int count) {
        return kafka.await(Topics.INCIDENT_OPENED, count, event -> ours(event.incident()));
    }

    private static boolean ours(Incident incident) {
        return incident.rule().equals("service-down") && incident.subject().equals("shop");
    }

    private static String fact(Incident incident, String name) {
        return incident.facts().stream()
                .filter(fact -> fact.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value();
    }
}
