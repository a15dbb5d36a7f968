package org.theorder.lifeboat.notifier;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.theorder.lifeboat.notifier.TestEvents.next;
import static org.theorder.lifeboat.notifier.TestEvents.open;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.IncidentId;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.events.MaintenanceChanged;
import org.theorder.lifeboat.events.MaintenanceStatus;
import org.theorder.lifeboat.events.MaintenanceUpdate;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/** Readers subscribe by mail, are told, and leave: over real HTTP, Kafka and SMTP. */
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "notifier"))
@QuarkusTestResource(NotifierServers.class)
class SubscribersIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern LINK =
            Pattern.compile("https://status\\.the-order\\.org(/(?:subscribe/confirm|unsubscribe)/[A-Za-z0-9_-]{43})");

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String kafka;

    @ConfigProperty(name = NotifierServers.MAIL_PORT)
    int mailPort;

    @Inject
    Database database;

    private TestEvents events;
    private TestMailbox mailbox;

    @BeforeEach
    void connect() {
        events = new TestEvents(kafka);
        mailbox = new TestMailbox(mailPort);
    }

    /** Nobody of this test is told of the incidents of another one. */
    @AfterEach
    void disconnect() {
        subscribers(NotifierServers.OPERATOR)
                .<Integer>getList("id")
                .forEach(id -> operator().delete("/subscribers/" + id).then().statusCode(204));
        events.close();
        mailbox.close();
    }

    @Test
    void whoConfirmsIsToldAndWhoLeavesWithOneClickIsForgotten() throws Exception {
        String reader = address();
        Response asked = ask(reader, "shop", "Europe/Stockholm");
        assertThat(asked.statusCode()).isEqualTo(200);
        assertThat(asked.asString()).contains("Check your mail").doesNotContain(reader);
        MimeMessage question = mails(reader, 1).getFirst();
        assertThat(TestMailbox.header(question, "List-Unsubscribe")).isNull();
        String confirm = link(question);

        // scanners of mail open links, and that changes nothing
        for (int look = 0; look < 2; look++) {
            Response page = given().get(confirm);
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.asString()).contains("<button>").contains("Shop database");
            assertThat(page.header("Cache-Control")).isEqualTo("no-store");
        }
        assertThat(subscribers(NotifierServers.OPERATOR).<String>getList("address"))
                .doesNotContain(reader);
        assertThat(given().post(confirm).asString()).contains("You are subscribed");
        assertThat(given().post(confirm).statusCode()).isEqualTo(404);

        Incident incident = open("subscribed-" + UUID.randomUUID(), "Shop database does not answer");
        events.opened(incident, "It does not answer.");
        MimeMessage first = mails(reader, 2).getLast();
        String unsubscribe = link(first);
        assertThat(first.getSubject()).isEqualTo("[The Order] Shop database does not answer");
        assertThat(TestMailbox.header(first, "List-Unsubscribe"))
                .containsExactly("<https://status.the-order.org" + unsubscribe + ">");
        assertThat(TestMailbox.header(first, "List-Unsubscribe-Post")).containsExactly("List-Unsubscribe=One-Click");
        assertThat(TestMailbox.header(first, "List-Id")).containsExactly("<lifeboat-status.the-order.org>");
        assertThat(TestMailbox.header(first, "Auto-Submitted")).containsExactly("auto-generated");
        assertThat(text(first)).contains("Europe/Stockholm)");

        events.resolved(next(incident, IncidentStatus.RESOLVED), "It answers again.");
        MimeMessage second = mails(reader, 3).getLast();
        assertThat(TestMailbox.header(second, "In-Reply-To")).containsExactly(first.getMessageID());
        assertThat(link(second)).isNotEqualTo(unsubscribe);
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(ledger(incident).getList("state")).hasSize(4).containsOnly("ACCEPTED"));
        assertThat(ledger(incident).prettify()).doesNotContain(reader);
        for (MimeMessage mail : mails("database-team@the-order.org", 1)) {
            assertThat(TestMailbox.header(mail, "List-Unsubscribe")).isNull();
            assertThat(TestMailbox.header(mail, "List-Unsubscribe-Post")).isNull();
        }

        assertThat(given().get(unsubscribe).asString()).contains("<button>");
        Response left = given().formParam("List-Unsubscribe", "One-Click").post(unsubscribe);
        assertThat(left.statusCode()).isEqualTo(200);
        assertThat(left.asString()).contains("You are unsubscribed");
        assertThat(given().get(unsubscribe).statusCode()).isEqualTo(404);
        assertThat(database.query("select 1 as one from subscriber where address = $1", reader))
                .isEmpty();
        Incident another = open("unsubscribed-" + UUID.randomUUID(), "Once more");
        events.opened(another, "It does not answer.");
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(ledger(another).getList("state")).containsExactly("ACCEPTED"));
        assertThat(to(reader)).hasSize(3);
    }

    @Test
    void whoSubscribedIsToldOfMaintenancesTheirBeginTheirEndAndThatTheyWereTakenBack() throws Exception {
        String reader = address();
        ask(reader, "shop", "");
        given().post(link(mails(reader, 1).getFirst())).then().statusCode(200);
        Instant begin = Instant.now().plus(Duration.ofDays(1));

        String other = announce("No concern of theirs", begin, "website");
        String disks = announce("New disks", begin, "website", "shop");
        told(reader, "SCHEDULED");
        MimeMessage announced = mails(reader, 2).getLast();
        assertThat(announced.getSubject()).isEqualTo("[The Order] Maintenance: New disks");
        assertThat(text(announced)).contains("Shop database").contains("It is away.");
        assertThat(TestMailbox.header(announced, "List-Unsubscribe")).hasSize(1);
        say(
                disks,
                Map.of("body", "It begins today.", "scheduledFor", Instant.now().toString()));
        told(reader, "IN PROGRESS");
        say(
                disks,
                Map.of("body", "Done already.", "scheduledUntil", Instant.now().toString()));
        told(reader, "COMPLETED");
        // of what waited for the mail server meanwhile only the newest is sent
        List<MimeMessage> further = to(reader).subList(2, to(reader).size());
        assertThat(further).hasSizeBetween(2, 4).allSatisfy(mail -> {
            assertThat(mail.getSubject()).isEqualTo("Re: [The Order] Maintenance: New disks");
            assertThat(TestMailbox.header(mail, "In-Reply-To")).containsExactly(announced.getMessageID());
        });
        assertThat(headline(further.getLast())).startsWith("COMPLETED");

        String never = announce("Never", begin, "shop");
        operator().delete("/maintenances/" + never).then().statusCode(204);
        told(reader, "CANCELLED");

        IncidentId elsewhere = new IncidentId(UUID.randomUUID().toString());
        IncidentId old = new IncidentId(UUID.randomUUID().toString());
        changed(new IncidentId(disks), "New disks", Instant.now(), true);
        changed(old, "Old disks", Instant.now().minus(Duration.ofDays(4)), false);
        Instant now = Instant.now();
        changed(elsewhere, "Far disks", now, false);
        changed(elsewhere, "Far disks", now, false);
        await().atMost(PATIENCE).until(() -> shown(old) && shown(elsewhere));
        String last = announce("The last", begin, "shop");
        await().atMost(PATIENCE)
                .until(() -> subjects(reader)
                        .containsAll(
                                List.of("[The Order] Maintenance: Far disks", "[The Order] Maintenance: The last")));
        // its own events came back over Kafka meanwhile, and the one of the other region came twice
        assertThat(subjects(reader))
                .as("a clock that is behind is told to nobody")
                .filteredOn(subject -> subject.endsWith("New disks"))
                .hasSize(1 + further.size());
        assertThat(subjects(reader))
                .doesNotContain("[The Order] Maintenance: Old disks", "[The Order] Maintenance: No concern of theirs")
                .containsOnlyOnce(
                        "[The Order] Maintenance: New disks",
                        "[The Order] Maintenance: Never",
                        "Re: [The Order] Maintenance: Never",
                        "[The Order] Maintenance: Far disks");
        for (String id : List.of(other, last, elsewhere.value(), old.value())) {
            operator().delete("/maintenances/" + id).then().statusCode(204);
        }
    }

    /** Waits until the first line of a mail says so. */
    private void told(String reader, String headline) {
        await().atMost(PATIENCE)
                .until(() -> to(reader).stream().anyMatch(mail -> headline(mail).startsWith(headline)));
    }

    private static String headline(MimeMessage mail) {
        return text(mail).lines().findFirst().orElse("");
    }

    private List<String> subjects(String reader) {
        return to(reader).stream()
                .map(mail -> TestMailbox.header(mail, "Subject")[0])
                .toList();
    }

    private static String announce(String name, Instant begin, String... components) {
        return operator()
                .contentType(ContentType.JSON)
                .body(Map.of(
                        "name",
                        name,
                        "components",
                        List.of(components),
                        "scheduledFor",
                        begin.toString(),
                        "scheduledUntil",
                        begin.plusSeconds(60).toString(),
                        "body",
                        "It is away."))
                .post("/maintenances")
                .jsonPath()
                .getString("id");
    }

    private static void say(String id, Map<String, String> word) {
        operator()
                .contentType(ContentType.JSON)
                .body(word)
                .post("/maintenances/" + id + "/updates")
                .then()
                .statusCode(200);
    }

    /** As another region announces it, or its clock. */
    private void changed(IncidentId id, String name, Instant at, boolean automatic) {
        events.send(
                Topics.MAINTENANCE_CHANGED,
                id.value(),
                new MaintenanceChanged(
                        id,
                        1,
                        name,
                        MaintenanceStatus.SCHEDULED,
                        List.of("shop"),
                        at.plus(Duration.ofDays(9)),
                        at.plus(Duration.ofDays(10)),
                        at,
                        null,
                        null,
                        false,
                        new MaintenanceUpdate(id + "-1", MaintenanceStatus.SCHEDULED, "It is away.", automatic, at),
                        at));
    }

    private static boolean shown(IncidentId maintenance) {
        return operator().get("/maintenances/" + maintenance).statusCode() == 200;
    }

    @Test
    void whatAnAskerSeesDoesNotTellWhetherTheAddressIsSubscribedAndNobodyIsAskedWithoutEnd() {
        String reader = address();
        String toNew = ask(reader, "shop", "").asString();
        given().post(link(mails(reader, 1).getFirst())).then().statusCode(200);

        for (int again = 0; again < 5; again++) {
            assertThat(ask(reader.toUpperCase(Locale.ROOT), "website", "").asString())
                    .isEqualTo(toNew);
        }

        String other = address();
        ask(other, "shop", "");
        mails(other, 1);
        // those before were put before: three more after the first one
        assertThat(to(reader)).hasSize(4);
        given().post(link(mails(reader, 4).getLast())).then().statusCode(200);
        JsonPath subscribers = subscribers(NotifierServers.OPERATOR);
        assertThat(subscribers.<String>getList("address")).containsExactly(reader);
        assertThat(subscribers.<String>getList("components[0]")).containsExactly("website");
    }

    @Test
    void onlyOperatorsSeeWholeAddresses() {
        String reader = address();
        ask(reader, "", "");
        given().post(link(mails(reader, 1).getFirst())).then().statusCode(200);

        assertThat(subscribers(NotifierServers.OPERATOR).<String>getList("address"))
                .containsExactly(reader);
        assertThat(subscribers(NotifierServers.VIEWER).<String>getList("address"))
                .containsExactly("r…@example.org");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nobody",
                "a@example.org\r\nBcc: b@example.org",
                "a@exаmple.org",
                "http://127.0.0.1:8084/",
                "http://[::1]/",
                "http://169.254.169.254/latest/meta-data/",
                "http://10.0.0.1/hook",
                "http://localhost:8080/hook",
                "http://2130706433/",
                "https://no-such-host.invalid/"
            })
    void whatIsNoAddressOfTheWorldIsRefusedWithTheFormAgain(String to) {
        Response answer = ask(to, "", "");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.contentType()).startsWith("text/html");
        assertThat(answer.asString()).contains("role=\"alert\"").contains("<form");
    }

    @Test
    void theFormDoesNotTellWhichNamesThereAreInside() {
        assertThat(complaint("localhost")).isEqualTo(complaint("no-such-host.invalid"));
    }

    private static String complaint(String host) {
        Matcher alert = Pattern.compile("id=\"fault\">([^<]+)<")
                .matcher(ask("http://" + host + "/hook", "", "").asString());
        assertThat(alert.find()).isTrue();
        return alert.group(1).replace(host, "HOST");
    }

    @Test
    void aFieldOfAMegabyteIsRefused() {
        assertThat(ask("a".repeat(1_000_000), "", "").statusCode()).isIn(400, 413);
    }

    private static Response ask(String to, String component, String zone) {
        var form = given().contentType("application/x-www-form-urlencoded; charset=UTF-8")
                .formParam("to", to)
                .formParam("zone", zone);
        return (component.isEmpty() ? form : form.formParam("component", component)).post("/subscribe");
    }

    private static String address() {
        return "reader-" + UUID.randomUUID() + "@example.org";
    }

    /** Waits for so many. */
    private List<MimeMessage> mails(String address, int count) {
        await().atMost(PATIENCE).until(() -> to(address).size() >= count);
        return to(address);
    }

    private List<MimeMessage> to(String address) {
        return mailbox.all().stream()
                .filter(mail -> address.equalsIgnoreCase(String.join(",", TestMailbox.header(mail, "To"))))
                .toList();
    }

    private static String link(MimeMessage mail) {
        Matcher matcher = LINK.matcher(text(mail));
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    private static String text(MimeMessage mail) {
        try {
            return ((MimeMultipart) mail.getContent())
                    .getBodyPart(0)
                    .getContent()
                    .toString();
        } catch (MessagingException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonPath ledger(Incident incident) {
        return given().header("Authorization", "Bearer " + NotifierServers.VIEWER)
                .get("/deliveries?incident=" + incident.id().value())
                .jsonPath();
    }

    private static JsonPath subscribers(String token) {
        return given().header("Authorization", "Bearer " + token)
                .get("/subscribers")
                .jsonPath();
    }

    private static RequestSpecification operator() {
        return given().header("Authorization", "Bearer " + NotifierServers.OPERATOR);
    }
}
