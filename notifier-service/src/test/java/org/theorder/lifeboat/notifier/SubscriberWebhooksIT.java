package org.theorder.lifeboat.notifier;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.theorder.lifeboat.notifier.TestEvents.next;
import static org.theorder.lifeboat.notifier.TestEvents.open;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.notifier.HttpReceiver.Answer;
import org.theorder.lifeboat.notifier.HttpReceiver.Request;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/** Readers subscribe a webhook: it is asked, told with its own signature, and left alone when it is gone. */
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "notifier"))
@QuarkusTestResource(NotifierServers.class)
@QuarkusTestResource(value = ChannelServers.class, restrictToAnnotatedClass = true)
class SubscriberWebhooksIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern SECRET = Pattern.compile("whsec_([A-Za-z0-9+/=]+)");

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String kafka;

    @ConfigProperty(name = NotifierServers.MAIL_PORT)
    int mailPort;

    // every test of this module is asked for it, and only those with these servers have it
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
        subscribers()
                .<Integer>getList("id")
                .forEach(id -> given().header("Authorization", "Bearer " + NotifierServers.OPERATOR)
                        .delete("/subscribers/" + id)
                        .then()
                        .statusCode(204));
        events.close();
        mailbox.close();
        receiver.close();
    }

    @Test
    void itIsToldWithItsOwnSignatureAndLeavesWithTheLinkInEachMessage() throws Exception {
        String path = "/reader-" + UUID.randomUUID();
        byte[] secret = subscribe(path);
        Incident incident = open("webhook-" + UUID.randomUUID(), "Shop database does not answer");

        events.opened(incident, "It does not answer.");
        Request told = request(path, incident.id().value());

        JsonNode body = JSON.readTree(told.body());
        assertThat(body.path("type").asText()).isEqualTo("incident.opened");
        assertThat(body.path("data").path("name").asText()).isEqualTo("Shop database does not answer");
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        String signed =
                told.headers().get("webhook-id") + "." + told.headers().get("webhook-timestamp") + "." + told.body();
        assertThat(told.headers().get("webhook-signature"))
                .isEqualTo("v1,"
                        + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8))));
        String leave = URI.create(body.path("unsubscribe_url").asText()).getPath();
        assertThat(given().post(leave).asString()).contains("You are unsubscribed");
        assertThat(subscribers().<String>getList("address")).isEmpty();
    }

    @Test
    void whoIsGoneIsSentNothingMoreAndNobodyIsAlarmed() throws Exception {
        String path = "/reader-" + UUID.randomUUID();
        subscribe(path);
        receiver.answer(path, new Answer(410, null));
        Incident first = open("webhook-" + UUID.randomUUID(), "First");
        events.opened(first, "It does not answer.");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(states(first)).contains("BOUNCED"));
        Incident second = open("webhook-" + UUID.randomUUID(), "Second");
        events.opened(second, "It does not answer.");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(states(second)).isNotEmpty().containsOnly("ACCEPTED"));

        assertThat(receiver.about(path, second.id().value())).isEmpty();
        assertThat(subscribers().getString("disabled[0]")).contains("410");
        assertThat(mailbox.all().stream()
                        .map(mail -> String.join("", TestMailbox.header(mail, "Subject")))
                        .filter(subject -> subject.contains("reached nobody")))
                .isEmpty();
    }

    @Test
    void whoRefusesTheBeginningIsToldTheEndAtOnceAndNotDisabled() throws Exception {
        String path = "/reader-" + UUID.randomUUID();
        subscribe(path);
        receiver.answer(path, new Answer(422, null));
        Incident incident = open("webhook-" + UUID.randomUUID(), "Shop database does not answer");
        events.opened(incident, "It does not answer.");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(states(incident)).contains("DEAD"));

        events.resolved(next(incident, IncidentStatus.RESOLVED), "It answers.");

        await().atMost(PATIENCE)
                .until(() -> receiver.about(path, "incident.resolved").size() == 1);
        assertThat(subscribers().getString("disabled[0]")).isNull();
    }

    /** Asks, confirms, and gives the secret that is shown once. */
    private byte[] subscribe(String path) throws Exception {
        given().contentType("application/x-www-form-urlencoded")
                .formParam("to", "http://127.0.0.1:" + port + path)
                .post("/subscribe")
                .then()
                .statusCode(200);
        Request asked = request(path, "subscription.confirm");
        assertThat(asked.headers()).doesNotContainKey("webhook-signature");
        String confirm = URI.create(JSON.readTree(asked.body())
                        .path("data")
                        .path("confirm_url")
                        .asText())
                .getPath();
        Matcher secret = SECRET.matcher(given().post(confirm).asString());
        assertThat(secret.find()).isTrue();
        return Base64.getDecoder().decode(secret.group(1));
    }

    private Request request(String path, String about) {
        await().atMost(PATIENCE).until(() -> !receiver.about(path, about).isEmpty());
        return receiver.about(path, about).getFirst();
    }

    private static List<String> states(Incident incident) {
        return given().header("Authorization", "Bearer " + NotifierServers.VIEWER)
                .get("/deliveries?incident=" + incident.id().value())
                .jsonPath()
                .getList("state");
    }

    private static JsonPath subscribers() {
        return given().header("Authorization", "Bearer " + NotifierServers.OPERATOR)
                .get("/subscribers")
                .jsonPath();
    }
}
