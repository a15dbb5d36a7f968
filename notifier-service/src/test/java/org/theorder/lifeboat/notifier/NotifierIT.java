package org.theorder.lifeboat.notifier;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.theorder.lifeboat.notifier.TestEvents.next;
import static org.theorder.lifeboat.notifier.TestEvents.open;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.BackupCompleted;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.BackupVerified;
import org.theorder.lifeboat.events.DrillCompleted;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.IncidentOpened;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.notifier.mail.ScriptedSmtpServer;
import org.theorder.lifeboat.notifier.mail.ScriptedSmtpServer.Behaviour;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/** The whole service on real PostgreSQL, Kafka and SMTP: what happens on Kafka is what people see and get. */
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "notifier"))
@QuarkusTestResource(NotifierServers.class)
class NotifierIT {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

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
    }

    @AfterEach
    void disconnect() {
        events.close();
        mailbox.close();
    }

    @Test
    void anIncidentTurnsThePageRedAndMailsTheTeamAndItsEndDoesTheSameInTheSameThread() throws Exception {
        events.allIsWell(Scenes.SHOP);
        Incident incident = open(id(), "Shop database does not answer");

        events.opened(incident, "The shop database does not answer.");

        waitFor(
                "red",
                () -> assertThat(page("/"))
                        .contains("Major system outage")
                        .contains("The shop database does not answer.")
                        .contains("data safe up to"));
        waitFor("mail", () -> assertThat(mailbox.about(incident.id().value())).hasSize(1));
        MimeMessage first = mailbox.about(incident.id().value()).getFirst();
        assertThat(first.getSubject()).isEqualTo("[The Order] Shop database does not answer");
        assertThat(first.getAllRecipients())
                .extracting(Object::toString)
                .containsExactly("database-team@the-order.org");
        assertThat(TestMailbox.header(first, "Auto-Submitted")).containsExactly("auto-generated");
        assertThat(TestMailbox.header(first, "List-Id")).hasSize(1);
        assertThat(TestMailbox.header(first, "In-Reply-To")).isNull();
        assertThat(page("/incidents/" + incident.id())).contains("Shop database does not answer");

        Incident resolved = next(incident, IncidentStatus.RESOLVED);
        events.resolved(resolved, "The shop database answers again.");

        waitFor(
                "second mail",
                () -> assertThat(mailbox.about(incident.id().value())).hasSize(2));
        MimeMessage second = mailbox.about(incident.id().value()).getLast();
        assertThat(second.getSubject()).isEqualTo("Re: " + first.getSubject());
        assertThat(TestMailbox.header(second, "In-Reply-To")).containsExactly(first.getMessageID());
        assertThat(TestMailbox.header(second, "References")).containsExactly(first.getMessageID());
        events.allIsWell(Scenes.SHOP);
        waitFor("green", () -> assertThat(page("/incidents/" + incident.id())).contains("Resolved"));
        waitFor(
                "no open incident",
                () -> assertThat(given().get("/api/v2/incidents/unresolved.json")
                                .jsonPath()
                                .getList("incidents.id"))
                        .doesNotContain(incident.id().value()));
        assertThat(ledger(incident).getList("state")).containsExactly("ACCEPTED", "ACCEPTED");
        assertThat(ledger(incident).getList("kind")).containsExactly("RESOLVED", "OPENED");
        assertThat(ledger(incident).getList("attempts")).containsExactly(1, 1);
        assertThat(ledger(incident).getString("reply[0]")).startsWith("250");
    }

    @Test
    void anEndThatArrivesBeforeTheBeginningIsToldOnceAndTheBeginningNotAfterwards() {
        Incident incident = open(id(), "It was short");
        Incident resolved = next(incident, IncidentStatus.RESOLVED);

        events.resolved(resolved, "It is over.");
        waitFor(
                "one mail",
                () -> assertThat(mailbox.about(incident.id().value())).hasSize(1));
        events.opened(incident, "It began.");

        waitFor(
                "both lines",
                () -> assertThat(page("/incidents/" + incident.id()))
                        .contains("It is over.")
                        .contains("It began."));
        assertThat(page("/incidents/" + incident.id())).contains("Resolved");
        assertThat(mailbox.about(incident.id().value())).hasSize(1);
        assertThat(ledger(incident).getList("kind")).containsExactly("RESOLVED");
    }

    @Test
    void anUpdateThatArrivesBeforeTheBeginningOpensTheIncidentAndIsToldAsSuch() {
        Incident incident = open(id(), "Update first");

        events.updated(next(incident, IncidentStatus.IDENTIFIED), "We know why.", true);
        waitFor(
                "one mail",
                () -> assertThat(mailbox.about(incident.id().value())).hasSize(1));
        events.opened(incident, "It began.");

        waitFor("line", () -> assertThat(page("/incidents/" + incident.id())).contains("It began."));
        assertThat(ledger(incident).getList("kind")).containsExactly("OPENED");
        assertThat(page("/incidents/" + incident.id())).contains("Identified");
    }

    @Test
    void theSameNewsTwiceIsToldOnce() {
        Incident incident = open(id(), "Said twice");
        IncidentOpened event = new IncidentOpened(incident, "Hello.", true, incident.openedAt());
        String eventId = UUID.randomUUID().toString();

        events.send(Topics.INCIDENT_OPENED, incident.id().value(), event, eventId);
        events.send(Topics.INCIDENT_OPENED, incident.id().value(), event, eventId);
        events.send(Topics.INCIDENT_OPENED, incident.id().value(), event);
        events.resolved(next(incident, IncidentStatus.RESOLVED), "Over.");

        waitFor("end", () -> assertThat(mailbox.about(incident.id().value())).hasSize(2));
        assertThat(ledger(incident).getList("kind")).containsExactly("RESOLVED", "OPENED");
        assertThat(page("/incidents/" + incident.id()).split("Hello\\.", -1)).hasSize(2);
    }

    @Test
    void onlyPeopleMakeAnUpdateWorthAMail() {
        Incident incident = open(id(), "Updates");
        Incident second = next(incident, IncidentStatus.INVESTIGATING);
        Incident third = next(second, IncidentStatus.INVESTIGATING);
        Incident fourth = next(third, IncidentStatus.MONITORING);

        events.opened(incident, "It began.");
        waitFor("opened", () -> assertThat(mailbox.about(incident.id().value())).hasSize(1));
        events.updated(second, "A machine found more.", true);
        events.updated(third, "A person says something.", false);
        waitFor("person", () -> assertThat(mailbox.about(incident.id().value())).hasSize(2));
        events.updated(fourth, "Restored from region dr.", true);

        waitFor(
                "restored",
                () -> assertThat(page("/incidents/" + incident.id()))
                        .contains("A machine found more.", "Restored from region dr."));
        assertThat(ledger(incident).getList("kind")).containsExactly("UPDATED", "OPENED");
        events.resolved(next(fourth, IncidentStatus.RESOLVED), "Over.");
        waitFor("over", () -> assertThat(mailbox.about(incident.id().value())).hasSize(3));
    }

    @Test
    void mailWaitsForAServerThatIsAwayAndDropsUpdatesThatAreOvertaken() {
        mailbox.close();
        Incident incident = open(id(), "No mail server");
        Incident second = next(incident, IncidentStatus.INVESTIGATING);
        Incident third = next(second, IncidentStatus.INVESTIGATING);

        events.opened(incident, "It began.");
        waitFor(
                "failed attempt",
                () -> assertThat(ledger(incident).getString("lastError[0]")).contains("127.0.0.1:" + mailPort));
        events.updated(second, "First thing said.", false);
        events.updated(third, "Second thing said.", false);
        events.resolved(next(third, IncidentStatus.RESOLVED), "Over.");
        waitFor(
                "all recorded",
                () -> assertThat(ledger(incident).getList("kind")).hasSize(4));
        mailbox = new TestMailbox(mailPort);

        waitFor(
                "both",
                () -> assertThat(ledger(incident).getList("state"))
                        .containsExactly("ACCEPTED", "SUPERSEDED", "SUPERSEDED", "ACCEPTED"));
        assertThat(mailbox.about(incident.id().value()))
                .extracting(mail -> TestMailbox.header(mail, "X-Lifeboat-Event")[0])
                .containsExactly("opened", "resolved");
    }

    @Test
    void aServerThatSaysLaterIsAskedAgain() {
        Incident incident = open(id(), "Later, please");
        mailbox.close();
        try (ScriptedSmtpServer server = new ScriptedSmtpServer(mailPort, Behaviour.TEMPORARY_451)) {
            events.opened(incident, "It began.");

            waitFor(
                    "accepted",
                    () -> assertThat(ledger(incident).getList("state")).containsExactly("ACCEPTED"));
            assertThat(ledger(incident).getInt("attempts[0]")).isEqualTo(2);
            assertThat(ledger(incident).getString("lastError[0]")).contains("451 4.3.0");
            assertThat(server.taken()).hasSize(1);
        }
    }

    @Test
    void aMessageThatIsRefusedIsDeadAndSeen() {
        Incident incident = open(id(), "Nobody there");
        mailbox.close();
        try (ScriptedSmtpServer server = new ScriptedSmtpServer(mailPort, Behaviour.NO_SUCH_USER_550)) {
            events.opened(incident, "It began.");

            waitFor("dead", () -> assertThat(ledger(incident).getList("state")).containsExactly("DEAD"));
            assertThat(ledger(incident).getString("lastError[0]")).contains("550 5.1.1 no such user");
            assertThat(ledger(incident).getInt("attempts[0]")).isEqualTo(1);
            // the end is owed all the same, and a dead message does not hold it up
            events.resolved(next(incident, IncidentStatus.RESOLVED), "Over.");
            waitFor("end", () -> assertThat(ledger(incident).getList("state")).containsExactly("ACCEPTED", "DEAD"));
            String dead = "delivery-local-" + ledger(incident).getLong("id[1]");
            waitFor(
                    "the infrastructure team",
                    () -> assertThat(server.taken()).anyMatch(mail -> mail.contains("X-Lifeboat-Incident: " + dead)));
        }
        waitFor("metric", () -> assertThat(metric("lifeboat_deliveries_dead")).isPositive());
        waitFor("health", () -> assertThat(deadByHealth()).isPositive().isEqualTo(deadAndNotDealtWith()));

        assertThat(take(ledger(incident).getLong("id[1]"), "retry").statusCode())
                .as("the end was accepted, so the beginning would mislead")
                .isEqualTo(409);
        assertThat(take(ledger(incident).getLong("id[1]"), "acknowledge").statusCode())
                .isEqualTo(200);
        assertThat(ledger(incident).getList("takenBy")).containsExactly(null, "anna");
        assertThat(ledger(incident).getList("state")).containsExactly("ACCEPTED", "DEAD");
        waitFor("health", () -> assertThat(deadByHealth()).isEqualTo(deadAndNotDealtWith()));
    }

    private static int deadByHealth() {
        return given().header("Authorization", "Bearer " + NotifierServers.VIEWER)
                .get("/q/health/well")
                .jsonPath()
                .getInt("checks.find { it.name == 'deliveries' }.data.dead");
    }

    private static int deadAndNotDealtWith() {
        return given().header("Authorization", "Bearer " + NotifierServers.VIEWER)
                .get("/deliveries?state=DEAD&limit=1000")
                .jsonPath()
                .getList("findAll { it.takenBy == null }")
                .size();
    }

    private static Response take(long delivery, String how) {
        return given().header("Authorization", "Bearer " + NotifierServers.OPERATOR)
                .contentType("application/json")
                .body("{\"by\": \"anna\"}")
                .post("/deliveries/" + delivery + "/" + how);
    }

    @Test
    void aServerThatDropsAfterTheContentMayGetASecondCopyWithTheSameMessageId() {
        Incident incident = open(id(), "Dropped");
        mailbox.close();
        try (ScriptedSmtpServer server = new ScriptedSmtpServer(
                mailPort, Behaviour.DROP_AFTER_CONTENT, Behaviour.STALL_AFTER_CONTENT, Behaviour.DROP_BEFORE_CONTENT)) {
            events.opened(incident, "It began.");

            waitFor(
                    "accepted",
                    () -> assertThat(ledger(incident).getList("state")).containsExactly("ACCEPTED"));
            assertThat(ledger(incident).getInt("attempts[0]")).isEqualTo(4);
            String id = "Message-ID: <" + incident.id() + ".opened@the-order.org>";
            assertThat(server.taken())
                    .hasSize(3)
                    .allMatch(mail ->
                            mail.replace("Message-ID:\n ", "Message-ID: ").contains(id));
        }
    }

    @Test
    void evidenceOfBackupAndRestoreStandsOnThePage() {
        events.allIsWell(Scenes.SHOP);
        Instant now = Instant.now();
        BackupId backup = new BackupId("20261122T120110000Z-full");
        events.send(
                Topics.BACKUP_COMPLETED,
                "shop",
                new BackupCompleted(
                        backup,
                        Scenes.SHOP,
                        BackupKind.FULL,
                        null,
                        "7000000000000000001",
                        180006,
                        1,
                        Lsn.parse("0/2000028"),
                        Lsn.parse("0/2000100"),
                        now.minusSeconds(9),
                        now.minusSeconds(2),
                        312_000_000,
                        96_000_000,
                        1300,
                        List.of(new RegionName("primary"), Scenes.DR),
                        List.of(),
                        BackupKind.FULL,
                        null,
                        null,
                        null,
                        7_000L,
                        "zstd"));
        events.send(
                Topics.BACKUP_VERIFIED,
                "shop",
                new BackupVerified(
                        Scenes.SHOP,
                        Scenes.DR,
                        backup,
                        true,
                        null,
                        true,
                        12,
                        96_000_000,
                        1300,
                        3,
                        "every file was read",
                        now.minusSeconds(1),
                        now,
                        List.of(),
                        List.of()));
        events.send(
                Topics.DRILL_COMPLETED,
                "shop",
                new DrillCompleted(
                        new RestoreId("drill-1"),
                        Scenes.SHOP,
                        Scenes.DR,
                        backup,
                        true,
                        now,
                        Duration.ofSeconds(14),
                        List.of(),
                        null,
                        null,
                        null,
                        null));

        waitFor(
                "evidence",
                () -> assertThat(page("/status.txt"))
                        .contains("312 MB")
                        .contains("last backup verified ")
                        .contains("last restore proven ")
                        .contains(", 14 s"));
    }

    @Test
    void hostileTextNeitherRunsNorBreaksAnything() throws Exception {
        String hostile =
                "<script>alert(1)</script>\r\nBcc: everybody@example.org\r\n\r\n<img src=x onerror=alert(2)>\u202E";
        Incident incident = open(id(), hostile);

        events.opened(incident, hostile + "x".repeat(1_000_000));

        waitFor("mail", () -> assertThat(mailbox.about(incident.id().value())).hasSize(1));
        MimeMessage mail = mailbox.about(incident.id().value()).getFirst();
        assertThat(mail.getHeader("Bcc")).isNull();
        assertThat(mail.getAllRecipients()).hasSize(1);
        assertThat(mail.getSubject()).doesNotContain("\n").doesNotContain("\r");
        waitFor("page", () -> assertThat(page("/")).contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
        assertThat(page("/"))
                .doesNotContain("<script>alert")
                .doesNotContain("<img")
                .doesNotContain("\u202E");
        assertThat(page("/").length()).isLessThan(60_000);
        assertThat(page("/incidents/" + incident.id())).doesNotContain("<img").contains("shortened");
        events.resolved(next(incident, IncidentStatus.RESOLVED), "Over.");
        waitFor("over", () -> assertThat(mailbox.about(incident.id().value())).hasSize(2));
    }

    private static String id() {
        return "service-down-shop-" + UUID.randomUUID();
    }

    private static String page(String path) {
        Response response = given().get(path);
        return response.statusCode() == 200 ? response.asString() : "status " + response.statusCode();
    }

    private static double metric(String name) {
        return given().header("Authorization", "Bearer " + NotifierServers.VIEWER)
                .get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static io.restassured.path.json.JsonPath ledger(Incident incident) {
        return given().header("Authorization", "Bearer " + NotifierServers.VIEWER)
                .queryParam("incident", incident.id().value())
                .get("/deliveries")
                .jsonPath();
    }

    private static void waitFor(String what, org.awaitility.core.ThrowingRunnable condition) {
        await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).untilAsserted(condition);
    }
}
