package org.theorder.lifeboat.notifier;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Team;
import org.theorder.lifeboat.notifier.HttpReceiver.Answer;
import org.theorder.lifeboat.notifier.HttpReceiver.Request;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/** PagerDuty and webhooks on real HTTP: everybody gets each message once, in order, whatever the server said before. */
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "notifier"))
@QuarkusTestResource(NotifierServers.class)
@QuarkusTestResource(value = ChannelServers.class, restrictToAnnotatedClass = true)
class ChannelsIT {
    private static final String ENQUEUE = "/v2/enqueue";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String kafka;

    @ConfigProperty(name = NotifierServers.MAIL_PORT)
    int mailPort;

    // every test of this module is asked for it, and only this one has it
    @ConfigProperty(name = ChannelServers.PORT, defaultValue = "0")
    int port;

    private TestEvents events;
    private TestMailbox mailbox;
    private HttpReceiver receiver;

    @BeforeEach
    void connect() {
        events = new TestEvents(kafka);
        mailbox = new TestMailbox(mailPort);
        receiver = new HttpReceiver(port);
    }

    @AfterEach
    void disconnect() {
        events.close();
        mailbox.close();
        receiver.close();
    }

    @Test
    void pagerDutyIsTriggeredAndResolvedWithOneKeyAndLeftAloneWhenItAsks() throws Exception {
        Incident incident = open(Severity.CRITICAL, Team.DATABASE);
        receiver.answer(ENQUEUE, new Answer(429, "1"), new Answer(503, null));

        events.opened(incident, "It does not answer.");
        waitFor("triggered", () -> assertThat(states(incident, "pagerduty")).containsExactly("ACCEPTED"));
        events.resolved(TestEvents.next(incident, IncidentStatus.RESOLVED), "It answers again.");
        waitFor("resolved", () -> assertThat(states(incident, "pagerduty")).containsExactly("ACCEPTED", "ACCEPTED"));

        List<Request> requests = receiver.about(ENQUEUE, incident.id().value());
        assertThat(requests).hasSize(4);
        assertThat(requests.get(1).body())
                .isEqualTo(requests.get(0).body())
                .isEqualTo(requests.get(2).body());
        JsonNode trigger = JSON.readTree(requests.get(2).body());
        JsonNode resolve = JSON.readTree(requests.get(3).body());
        assertThat(trigger.path("event_action").asText()).isEqualTo("trigger");
        assertThat(trigger.path("routing_key").asText()).isEqualTo(ChannelServers.ROUTING_KEY);
        assertThat(trigger.path("dedup_key").asText()).isEqualTo("lifeboat/" + incident.id());
        assertThat(trigger.path("payload").path("severity").asText()).isEqualTo("critical");
        assertThat(trigger.path("payload").path("summary").asText()).isEqualTo(incident.title());
        assertThat(resolve.path("event_action").asText()).isEqualTo("resolve");
        assertThat(resolve.path("dedup_key")).isEqualTo(trigger.path("dedup_key"));
        assertThat(given().header("Authorization", "Bearer " + NotifierServers.VIEWER)
                        .get("/deliveries")
                        .asString())
                .doesNotContain(ChannelServers.ROUTING_KEY);
    }

    @Test
    void onlyWhatIsCriticalWakesAnybodyAlsoWhenItBecomesSoLater() {
        Incident warning = open(Severity.WARNING, Team.DATABASE);
        events.opened(warning, "80 % are used.");
        waitFor("told", () -> assertThat(states(warning, "mail")).containsExactly("ACCEPTED"));
        assertThat(states(warning, "pagerduty")).isEmpty();

        events.updated(
                with(TestEvents.next(warning, IncidentStatus.INVESTIGATING), Severity.CRITICAL, Team.DATABASE),
                "90 % are used.",
                true);

        waitFor("woken", () -> assertThat(states(warning, "pagerduty")).containsExactly("ACCEPTED"));
    }

    @Test
    void whatSomebodyTookAsAWarningWakesWhenItIsCriticalAndIsAcknowledgedThenToo() throws Exception {
        Incident warning = open(Severity.WARNING, Team.DATABASE);
        Incident taken = takenBy("Ada", TestEvents.next(warning, IncidentStatus.IDENTIFIED));
        Incident critical = with(TestEvents.next(taken, IncidentStatus.IDENTIFIED), Severity.CRITICAL, Team.DATABASE);
        Incident takenAgain = takenBy("Grace", TestEvents.next(critical, IncidentStatus.IDENTIFIED));

        events.opened(warning, "80 % are used.");
        events.updated(taken, "The database team is on it.", true);
        waitFor("told", () -> assertThat(states(warning, "mail")).contains("ACCEPTED"));
        events.updated(critical, "90 % are used.", true);
        waitFor("woken", () -> assertThat(states(warning, "pagerduty")).containsExactly("ACCEPTED"));
        events.updated(takenAgain, "The database team is on it.", true);
        waitFor("taken", () -> assertThat(states(warning, "pagerduty")).containsExactly("ACCEPTED", "ACCEPTED"));

        List<String> actions = new ArrayList<>();
        for (Request request : receiver.about(ENQUEUE, warning.id().value())) {
            actions.add(JSON.readTree(request.body()).path("event_action").asText());
        }
        assertThat(actions).containsExactly("trigger", "acknowledge");
    }

    @Test
    void whatPagerDutyRefusesIsDeadAtOnceAndSomebodyElseIsTold() {
        Incident incident = open(Severity.CRITICAL, Team.DATABASE);
        receiver.answer(ENQUEUE, new Answer(400, null));

        events.opened(incident, "It does not answer.");

        waitFor("dead", () -> assertThat(states(incident, "pagerduty")).containsExactly("DEAD"));
        assertThat(receiver.about(ENQUEUE, incident.id().value())).hasSize(1);
        String dead = "delivery-local-" + ledger(incident).getLong("find { it.channel == 'pagerduty' }.id");
        waitFor("alarm", () -> assertThat(mailbox.about(dead)).hasSize(1));
        assertThat(TestMailbox.header(mailbox.about(dead).getFirst(), "To"))
                .containsExactly("infra-team@the-order.org");

        retry(ledger(incident).getLong("find { it.channel == 'pagerduty' }.id"));
        waitFor("sent again", () -> assertThat(states(incident, "pagerduty")).containsExactly("ACCEPTED"));
        assertThat(receiver.about(ENQUEUE, incident.id().value())).hasSize(2);
        assertThat(ledger(incident).getString("find { it.channel == 'pagerduty' }.takenBy"))
                .isEqualTo("anna");
    }

    @Test
    void aWebhookIsSignedAndARetrySaysTheSameUnderTheSameId() throws Exception {
        Incident incident = open(Severity.WARNING, Team.DATABASE);
        receiver.answer("/signed", new Answer(500, null));

        events.opened(incident, "It is <b>slow</b>.");

        waitFor(
                "accepted",
                () -> assertThat(receiver.about("/signed", incident.id().value()))
                        .hasSize(2));
        List<Request> requests = receiver.about("/signed", incident.id().value());
        for (Request request : requests) {
            String signed = request.headers().get("webhook-id") + "."
                    + request.headers().get("webhook-timestamp") + "." + request.body();
            assertThat(request.headers().get("webhook-signature")).isEqualTo("v1," + hmac(signed));
        }
        assertThat(requests.get(0).body()).isEqualTo(requests.get(1).body());
        assertThat(requests.get(0).headers().get("webhook-id"))
                .isEqualTo(requests.get(1).headers().get("webhook-id"));
        JsonNode body = JSON.readTree(requests.getFirst().body());
        assertThat(body.path("type").asText()).isEqualTo("incident.opened");
        assertThat(body.path("data").path("incident").path("title").asText()).isEqualTo(incident.title());
        assertThat(body.path("data").path("message").asText()).isEqualTo("It is <b>slow</b>.");
    }

    @Test
    void whoSaysGoneIsSentNothingAnyMoreUntilAPersonTriesAgain() {
        Incident first = open(Severity.WARNING, Team.DATABASE);
        Incident second = open(Severity.WARNING, Team.DATABASE);
        receiver.answer("/gone", new Answer(410, null));

        events.opened(first, "One.");
        waitFor(
                "dead",
                () -> assertThat(ledger(first).getList("findAll { it.recipient == 'gone' }.state"))
                        .containsExactly("DEAD"));
        events.opened(second, "Two.");
        waitFor(
                "others",
                () -> assertThat(ledger(second).getList("findAll { it.recipient == 'signed' }.state"))
                        .containsExactly("ACCEPTED"));

        assertThat(ledger(second).getList("recipient")).doesNotContain("gone");
        assertThat(receiver.about("/gone", second.id().value())).isEmpty();

        Incident third = open(Severity.WARNING, Team.DATABASE);
        retry(ledger(first).getLong("find { it.recipient == 'gone' }.id"));
        events.opened(third, "Three.");
        waitFor("back", () -> {
            assertThat(ledger(first).getList("findAll { it.recipient == 'gone' }.state"))
                    .containsExactly("ACCEPTED");
            assertThat(ledger(third).getList("findAll { it.recipient == 'gone' }.state"))
                    .containsExactly("ACCEPTED");
        });
    }

    private static void retry(long delivery) {
        given().header("Authorization", "Bearer " + NotifierServers.OPERATOR)
                .contentType("application/json")
                .body("{\"by\": \"anna\"}")
                .post("/deliveries/" + delivery + "/retry")
                .then()
                .statusCode(200);
    }

    @Test
    void anAddressInsideIsNotAskedUnlessItIsAllowed() {
        Incident incident = open(Severity.WARNING, Team.SECURITY);

        events.opened(incident, "Somebody is inside.");

        waitFor(
                "refused",
                () -> assertThat(ledger(incident).getList("findAll { it.recipient == 'inside' }.state"))
                        .containsExactly("DEAD"));
        assertThat(ledger(incident).getString("find { it.recipient == 'inside' }.lastError"))
                .contains("an address inside");
        assertThat(receiver.about("/inside", incident.id().value())).isEmpty();
    }

    @Test
    void slackAndTeamsGetWhatTheyCanShowAndNobodyIsMentioned() throws Exception {
        Incident incident = open(Severity.WARNING, Team.DATABASE);

        events.opened(incident, "Look: <!channel> [here](https://evil.example).");

        waitFor("both", () -> {
            assertThat(receiver.about("/slack", incident.id().value())).hasSize(1);
            assertThat(receiver.about("/teams", incident.id().value())).hasSize(1);
        });
        JsonNode slack = JSON.readTree(
                receiver.about("/slack", incident.id().value()).getFirst().body());
        JsonNode teams = JSON.readTree(
                receiver.about("/teams", incident.id().value()).getFirst().body());
        assertThat(slack.path("text").asText()).contains(incident.title());
        assertThat(slack.path("blocks").path(1).path("text").path("text").asText())
                .startsWith("Look: &lt;!channel&gt;");
        JsonNode card = teams.path("attachments").path(0).path("content");
        assertThat(card.path("type").asText()).isEqualTo("AdaptiveCard");
        assertThat(card.path("body").path(1).path("text").asText()).contains("\\[here\\]\\(https");
    }

    private static Incident open(Severity severity, Team team) {
        return with(TestEvents.open("channels-" + UUID.randomUUID(), "The shop is in trouble"), severity, team);
    }

    private static Incident with(Incident incident, Severity severity, Team team) {
        return with(incident, severity, team, incident.acknowledgedBy());
    }

    private static Incident takenBy(String person, Incident incident) {
        return with(incident, incident.severity(), incident.team(), person);
    }

    private static Incident with(Incident incident, Severity severity, Team team, String acknowledgedBy) {
        return new Incident(
                incident.id(),
                incident.version(),
                incident.rule(),
                incident.subject(),
                severity,
                incident.impact(),
                incident.status(),
                incident.component(),
                team,
                incident.title(),
                incident.facts(),
                incident.suggestedPlan(),
                acknowledgedBy,
                incident.openedAt(),
                incident.resolvedAt());
    }

    private static JsonPath ledger(Incident incident) {
        return given().header("Authorization", "Bearer " + NotifierServers.VIEWER)
                .queryParam("incident", incident.id().value())
                .get("/deliveries")
                .jsonPath();
    }

    private static List<String> states(Incident incident, String channel) {
        return ledger(incident).getList("findAll { it.channel == '" + channel + "' }.state");
    }

    private static String hmac(String signed) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(
                Base64.getDecoder().decode(ChannelServers.SECRET.substring("whsec_".length())), "HmacSHA256"));
        return Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    }

    private static void waitFor(String what, org.awaitility.core.ThrowingRunnable condition) {
        await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).untilAsserted(condition);
    }
}
