package org.theorder.lifeboat.monitor.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.IncidentResolved;
import org.theorder.lifeboat.events.IncidentUpdated;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Subject;
import org.theorder.lifeboat.monitor.rulebook.RuleBook;
import org.theorder.lifeboat.monitor.servers.Api;
import org.theorder.lifeboat.monitor.servers.Kafka;
import org.theorder.lifeboat.outbox.Database;

/** What people say about an incident. */
@QuarkusTest
class ByHandIT {
    @Inject
    Database database;

    @Inject
    Incidents incidents;

    @Inject
    RuleBook rules;

    private final Kafka kafka = new Kafka();

    @AfterEach
    void close() {
        kafka.close();
    }

    private Incident open() {
        String name = "h-" + UUID.randomUUID().toString().substring(0, 8);
        Subject subject = new Subject(RuleName.STORAGE_USED, name, null, name);
        return database.inTransaction(tx -> incidents.open(
                        tx,
                        new Finding(
                                rules.current().of(subject),
                                subject,
                                Severity.WARNING,
                                "full",
                                "full.",
                                List.of(),
                                null)))
                .orElseThrow();
    }

    @Test
    void aCommentIsToldWithoutTheNameAndAResolutionEndsIt() {
        Incident incident = open();
        String path = "/incidents/" + incident.id();
        Api.viewer()
                .body("{\"by\": \"anna\", \"text\": \"x\"}")
                .contentType("application/json")
                .post(path + "/comments")
                .then()
                .statusCode(403);
        Api.operator()
                .body("{\"by\": \"anna\"}")
                .post(path + "/comments")
                .then()
                .statusCode(400);
        Api.operator()
                .body("{\"by\": \"anna\", \"text\": \" A disk is on its way. \"}")
                .post(path + "/comments")
                .then()
                .statusCode(200);

        IncidentUpdated told = kafka.await(
                        Topics.INCIDENT_UPDATED,
                        1,
                        event -> event.incident().id().equals(incident.id()))
                .getFirst()
                .event();
        assertThat(told.message()).isEqualTo("A disk is on its way.");
        assertThat(told.automatic()).isFalse();
        assertThat(told.toString()).doesNotContain("anna");

        Api.operator()
                .body("{\"by\": \"anna\", \"text\": \"It was replaced.\"}")
                .post(path + "/resolution")
                .then()
                .statusCode(200)
                .body("status", equalTo("resolved"));
        IncidentResolved over = kafka.await(
                        Topics.INCIDENT_RESOLVED,
                        1,
                        event -> event.incident().id().equals(incident.id()))
                .getFirst()
                .event();
        assertThat(over.automatic()).isFalse();
        Api.operator()
                .body("{\"by\": \"ben\", \"text\": \"again\"}")
                .post(path + "/resolution")
                .then()
                .statusCode(409);
        Api.viewer().get(path).then().statusCode(200).body("timeline.by", equalTo(Arrays.asList(null, "anna", "anna")));
    }
}
