package org.theorder.lifeboat.notifier;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.DrillCompleted;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.IncidentId;
import org.theorder.lifeboat.events.IncidentSaid;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.events.MaintenanceChanged;
import org.theorder.lifeboat.events.MaintenanceStatus;
import org.theorder.lifeboat.events.MaintenanceUpdate;
import org.theorder.lifeboat.events.RestoreFailed;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.events.RestoreMode;
import org.theorder.lifeboat.events.RestoreProgressed;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/** What operators write over REST, and what a recovery tells, is on the page and in the API within seconds. */
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "notifier"))
@QuarkusTestResource(NotifierServers.class)
class OperatorsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String kafka;

    @ConfigProperty(name = NotifierServers.MAIL_PORT)
    int mailPort;

    private TestEvents events;
    private TestMailbox mailbox;

    @BeforeEach
    void connect() {
        events = new TestEvents(kafka);
        mailbox = new TestMailbox(mailPort);
        events.allIsWell(Scenes.SHOP);
    }

    @AfterEach
    void disconnect() {
        events.close();
        mailbox.close();
    }

    @Test
    void aMaintenanceBeginsAndEndsByItself() {
        Instant begin = Instant.now().plus(Duration.ofDays(1));
        Response announced = announce("New disks", "website", begin, begin.plusSeconds(60));
        assertThat(announced.statusCode()).isEqualTo(201);
        String id = announced.jsonPath().getString("id");

        waitFor("announced", () -> assertThat(get("/")).contains("New disks").contains("The website is away."));
        waitFor("upcoming", () -> assertThat(ids("upcoming")).contains(id));
        String now = Instant.now().toString();
        move(id, Map.of("body", "It begins today.", "scheduledFor", now));
        waitFor("begun", () -> {
            assertThat(ids("active")).contains(id);
            assertThat(get("/")).contains("Under maintenance");
            assertThat(get("/api/v2/components.json")).contains("\"under_maintenance\"");
            assertThat(get("/strict/api/v2/components.json")).doesNotContain("under_maintenance");
        });
        assertThat(word("/maintenances/" + id, Map.of("body", "No.", "scheduledFor", now))
                        .asString())
                .contains("only its end can be moved");
        move(id, Map.of("body", "Done already.", "scheduledUntil", Instant.now().toString()));
        waitFor("ended", () -> {
            assertThat(ids("active")).doesNotContain(id);
            assertThat(get("/api/v2/components.json")).doesNotContain("\"under_maintenance\"");
            assertThat(get("/incidents/" + id))
                    .contains("The maintenance has ended.")
                    .contains("Completed");
        });
        JsonPath shown = operator().get("/maintenances/" + id).jsonPath();
        assertThat(shown.getList("updates.status"))
                .containsExactly("completed", "in_progress", "in_progress", "scheduled", "scheduled");
        assertThat(shown.getList("updates.automatic")).containsExactly(true, false, true, false, false);
        assertThat(get("/maintenance.ics")).contains("UID:" + id);
    }

    @Test
    void aMaintenanceGoesForwardAndCanOnlyBeTakenBackBeforeItBegins() {
        Instant begin = Instant.now().plus(Duration.ofDays(3));
        String id = announce("Later", "shop", begin, begin.plusSeconds(60))
                .jsonPath()
                .getString("id");
        String other = announce("Never", "shop", begin, begin.plusSeconds(60))
                .jsonPath()
                .getString("id");

        assertThat(word("/maintenances/" + id, Map.of("body", "We begin early.", "status", "in_progress"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(word("/maintenances/" + id, Map.of("body", "No.", "status", "scheduled"))
                        .statusCode())
                .isEqualTo(409);
        assertThat(operator().delete("/maintenances/" + id).statusCode()).isEqualTo(409);
        assertThat(word("/maintenances/" + id, Map.of("body", "Done.", "status", "completed"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(operator().delete("/maintenances/" + other).statusCode()).isEqualTo(204);
        waitFor("gone", () -> assertThat(get("/")).doesNotContain("Never"));
    }

    @Test
    void aMaintenanceOfAnotherRegionIsShownAndOneThatWasTakenBackDoesNotComeBack() {
        IncidentId id = new IncidentId(UUID.randomUUID().toString());
        IncidentId marker = new IncidentId(UUID.randomUUID().toString());
        String key = id.value();

        events.send(Topics.MAINTENANCE_CHANGED, key, changed(id, 1, "Far disks", false));
        events.send(Topics.MAINTENANCE_CHANGED, key, changed(id, 1, "Far disks", false));
        waitFor("shown", () -> assertThat(get("/")).contains("Far disks").contains("Far disks is announced."));
        assertThat(get("/incidents/" + id)).containsOnlyOnce("Far disks is announced.");
        events.send(Topics.MAINTENANCE_CHANGED, key, changed(id, 3, "Far disks", true));
        waitFor("gone", () -> assertThat(get("/")).doesNotContain("Far disks"));

        events.send(Topics.MAINTENANCE_CHANGED, key, changed(id, 2, "Far disks", false));
        events.send(Topics.MAINTENANCE_CHANGED, key, changed(marker, 1, "Later disks", false));

        waitFor("later news", () -> assertThat(get("/")).contains("Later disks"));
        assertThat(get("/")).doesNotContain("Far disks");
        assertThat(operator().delete("/maintenances/" + marker).statusCode()).isEqualTo(204);
    }

    private static MaintenanceChanged changed(IncidentId id, int version, String name, boolean withdrawn) {
        Instant now = Instant.now();
        return new MaintenanceChanged(
                id,
                version,
                name,
                MaintenanceStatus.SCHEDULED,
                List.of("website"),
                now.plus(Duration.ofDays(2)),
                now.plus(Duration.ofDays(3)),
                now,
                null,
                null,
                withdrawn,
                withdrawn
                        ? null
                        : new MaintenanceUpdate(
                                id + "-" + version, MaintenanceStatus.SCHEDULED, name + " is announced.", false, now),
                now);
    }

    @Test
    void whatIsWrongWithAMaintenanceIsSaid() {
        Instant begin = Instant.now().plusSeconds(60);

        assertThat(announce("x", "nothing", begin, begin.plusSeconds(60)).asString())
                .contains("no component 'nothing'");
        assertThat(announce("x", "shop", begin, begin).asString())
                .contains("scheduledFor must be before scheduledUntil");
        assertThat(announce(" ", "shop", begin, begin.plusSeconds(60)).statusCode())
                .isEqualTo(400);
        assertThat(operator().get("/maintenances/none").statusCode()).isEqualTo(404);
    }

    @Test
    void aPersonOpensAnIncidentCarriesItOnAndResolvesItAndTheTeamIsTold() {
        Response opened = operator()
                .contentType(ContentType.JSON)
                .body(Map.of(
                        "title", "Orders are slow",
                        "component", "shop",
                        "body", "We look into it.",
                        "impact", "minor",
                        "team", "database"))
                .post("/incidents");
        assertThat(opened.statusCode()).isEqualTo(201);
        String id = opened.jsonPath().getString("state.id");

        waitFor("shown", () -> assertThat(get("/")).contains("Orders are slow").contains("We look into it."));
        assertThat(get("/incidents/" + id)).doesNotContain("class=\"auto\"");
        assertThat(word("/incidents/" + id, Map.of("body", "An index is missing.", "status", "identified"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(word("/incidents/" + id, Map.of("body", "It is back.", "status", "resolved"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(word("/incidents/" + id, Map.of("body", "No.", "status", "monitoring"))
                        .statusCode())
                .isEqualTo(409);
        waitFor(
                "resolved",
                () -> assertThat(get("/incidents/" + id)).contains("Resolved").contains("An index is missing."));
        // its own events come back over Kafka and change nothing
        waitFor(
                "mails",
                () -> assertThat(mailbox.about(id))
                        .extracting(mail -> TestMailbox.header(mail, "X-Lifeboat-Event")[0])
                        .startsWith("opened")
                        .endsWith("resolved"));
        assertThat(get("/incidents/" + id).split("We look into it\\.", -1)).hasSize(2);
    }

    @Test
    void aPostmortemIsPublishedOnceTheIncidentIsResolved() {
        String id = operator()
                .contentType(ContentType.JSON)
                .body(Map.of("title", "Slow logins", "component", "shop", "body", "We look.", "impact", "minor"))
                .post("/incidents")
                .jsonPath()
                .getString("state.id");
        Map<String, String> postmortem = Map.of("body", "A certificate had **expired**.", "status", "postmortem");
        assertThat(word("/incidents/" + id, postmortem).statusCode()).isEqualTo(409);
        assertThat(word("/incidents/" + id, Map.of("body", "It is back.", "status", "resolved"))
                        .statusCode())
                .isEqualTo(200);

        assertThat(word("/incidents/" + id, postmortem).statusCode()).isEqualTo(200);

        waitFor(
                "published",
                () -> assertThat(get("/incidents/" + id))
                        .containsSubsequence(
                                "Resolved", "<b>Postmortem</b>", "A certificate had <strong>expired</strong>."));
        JsonPath api = given().get("/api/v2/incidents.json").jsonPath();
        assertThat(api.getString("incidents.find { it.id == '" + id + "' }.status"))
                .isEqualTo("postmortem");
        assertThat(api.getList("incidents.find { it.id == '" + id + "' }.incident_updates.status"))
                .startsWith("postmortem", "resolved");
        assertThat(given().get("/api/v2/incidents/unresolved.json").jsonPath().getList("incidents.id"))
                .doesNotContain(id);
    }

    @Test
    void aPersonsWordsAboutAMachinesIncidentStandBetweenItsVersions() {
        Incident incident = TestEvents.open("service-down-shop-" + UUID.randomUUID(), "Shop database does not answer");
        events.opened(incident, "It does not answer.");
        waitFor("open", () -> assertThat(get("/incidents/" + incident.id())).contains("It does not answer."));

        Response said =
                word("/incidents/" + incident.id(), Map.of("body", "Its disk is gone.", "status", "identified"));
        assertThat(said.statusCode()).isEqualTo(200);
        assertThat(said.jsonPath().getString("updates[0].author"))
                .as("operators see who wrote it")
                .isNotBlank();
        assertThat(word("/incidents/" + incident.id(), Map.of("body", "Fine.", "status", "resolved"))
                        .asString())
                .contains("monitor-service opened this incident");

        waitFor(
                "said",
                () -> assertThat(get("/incidents/" + incident.id()))
                        .contains("Its disk is gone.")
                        .contains("Identified"));
        IncidentSaid elsewhere = new IncidentSaid(
                incident.id(),
                "said-" + UUID.randomUUID(),
                incident.version(),
                IncidentStatus.MONITORING,
                incident.impact(),
                "The other region copies it.",
                Instant.now());
        events.send(Topics.INCIDENT_SAID, incident.id().value(), elsewhere);
        events.send(Topics.INCIDENT_SAID, incident.id().value(), elsewhere);
        waitFor(
                "said in another region",
                () -> assertThat(get("/incidents/" + incident.id()))
                        .contains("The other region copies it.")
                        .contains("Monitoring"));
        events.resolved(TestEvents.next(incident, IncidentStatus.RESOLVED), "It answers again.");
        waitFor("over", () -> assertThat(get("/incidents/" + incident.id())).contains("It answers again."));
        waitFor("mails", () -> assertThat(mailbox.about(incident.id().value())).hasSize(4));
        // the own words come back over Kafka, and those of the other region came twice
        assertThat(get("/incidents/" + incident.id()))
                .containsOnlyOnce("Its disk is gone.")
                .containsOnlyOnce("The other region copies it.");
    }

    @Test
    void aRunningRecoverySaysHowFarItIsAndWhatItsEndIsExpectedBy() {
        Instant requested = Instant.now().minusSeconds(60);
        events.send(
                Topics.DRILL_COMPLETED,
                "shop",
                new DrillCompleted(
                        new RestoreId("drill-" + UUID.randomUUID()),
                        Scenes.SHOP,
                        Scenes.DR,
                        Scenes.BACKUP,
                        true,
                        requested.minusSeconds(600),
                        Duration.ofMinutes(30),
                        List.of(),
                        null,
                        null,
                        null,
                        null));
        RestoreId restore = new RestoreId("restore-" + UUID.randomUUID());
        events.send(
                Topics.RESTORE_PROGRESSED,
                "shop",
                new RestoreProgressed(
                        restore, Scenes.SHOP, RestoreMode.LIVE, null, "replaying", 3, 5, 40, requested, Instant.now()));

        waitFor(
                "running",
                () -> assertThat(get("/"))
                        .contains("Recovery of Shop database: step 3 of 5 (replaying, 40 %), expected "));
        waitFor(
                "api",
                () -> assertThat(given().get("/api/v2/summary.json").jsonPath().getInt("x_lifeboat.recovery.step"))
                        .isEqualTo(3));
        events.send(
                Topics.RESTORE_FAILED,
                "shop",
                new RestoreFailed(
                        restore,
                        Scenes.SHOP,
                        RestoreMode.LIVE,
                        null,
                        ErrorCode.CANCELLED,
                        "Enough.",
                        Instant.now(),
                        List.of()));
        waitFor("ended", () -> assertThat(get("/")).doesNotContain("Recovery of Shop database"));
    }

    @Test
    void theTimelineHasEachLineOnceAndIsSigned() throws Exception {
        Incident incident = TestEvents.open("timeline-" + UUID.randomUUID(), "Shop database does not answer");
        events.opened(incident, "It does not answer.");
        events.opened(incident, "It does not answer.");
        events.resolved(TestEvents.next(incident, IncidentStatus.RESOLVED), "It answers again.");
        String path = "/api/v2/incidents/" + incident.id() + "/timeline.jsonl";

        waitFor("both", () -> assertThat(get(path).lines()).hasSize(2));
        List<String> lines = get(path).lines().toList();
        assertThat(lines.get(0)).contains("It does not answer.").contains("signature");
        assertThat(lines.get(1)).contains("It answers again.");
        assertThat(get("/api/v2/timeline-key.pem")).startsWith("-----BEGIN PUBLIC KEY-----");
        assertThat(given().get("/api/v2/incidents/none/timeline.jsonl").statusCode())
                .isEqualTo(404);
    }

    @Test
    void whatIsServedLiesInTheFolderToo() {
        Incident incident = TestEvents.open("published-" + UUID.randomUUID(), "Written out");
        events.opened(incident, "It does not answer.");

        waitFor("written", () -> {
            assertThat(NotifierServers.PUBLISHED.resolve("index.html"))
                    .content()
                    .contains("Written out");
            assertThat(NotifierServers.PUBLISHED.resolve("incidents/" + incident.id() + "/index.html"))
                    .content()
                    .contains("It does not answer.");
            assertThat(NotifierServers.PUBLISHED.resolve("api/v2/summary.json"))
                    .content()
                    .contains("Written out");
        });
        events.resolved(TestEvents.next(incident, IncidentStatus.RESOLVED), "It answers again.");
        waitFor(
                "resolved",
                () -> assertThat(NotifierServers.PUBLISHED.resolve("incidents/" + incident.id() + "/index.html"))
                        .content()
                        .contains("It answers again."));
    }

    private static io.restassured.specification.RequestSpecification operator() {
        return given().header("Authorization", "Bearer " + NotifierServers.OPERATOR);
    }

    private static Response announce(String name, String component, Instant from, Instant until) {
        return operator()
                .contentType(ContentType.JSON)
                .body(Map.of(
                        "name", name,
                        "components", List.of(component),
                        "scheduledFor", from.toString(),
                        "scheduledUntil", until.toString(),
                        "body", "The website is away."))
                .post("/maintenances");
    }

    private static Response word(String path, Map<String, String> word) {
        return operator().contentType(ContentType.JSON).body(word).post(path + "/updates");
    }

    private static void move(String maintenance, Map<String, String> word) {
        assertThat(word("/maintenances/" + maintenance, word).statusCode()).isEqualTo(200);
    }

    private static List<String> ids(String which) {
        return given().get("/api/v2/scheduled-maintenances/" + which + ".json")
                .jsonPath()
                .getList("scheduled_maintenances.id");
    }

    private static String get(String path) {
        return given().get(path).asString();
    }

    private static void waitFor(String what, org.awaitility.core.ThrowingRunnable condition) {
        await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).untilAsserted(condition);
    }
}
