package org.theorder.lifeboat.notifier.delivery;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.notifier.ChannelServers;
import org.theorder.lifeboat.notifier.HttpReceiver;
import org.theorder.lifeboat.notifier.NotifierServers;
import org.theorder.lifeboat.notifier.TestMailbox;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/** The test messages of a day, on real SMTP and HTTP. */
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "notifier"))
@QuarkusTestResource(NotifierServers.class)
@QuarkusTestResource(value = ChannelServers.class, restrictToAnnotatedClass = true)
class CanariesIT {
    @Inject
    Canaries canaries;

    @ConfigProperty(name = NotifierServers.MAIL_PORT)
    int mailPort;

    // every test of this module is asked for it, and only some have it
    @ConfigProperty(name = ChannelServers.PORT, defaultValue = "0")
    int port;

    @Test
    void everyChannelIsTriedOnceADayHoweverManyNotifiersLook() throws Exception {
        try (HttpReceiver receiver = new HttpReceiver(port);
                TestMailbox mailbox = new TestMailbox(mailPort)) {
            try (var notifiers = Executors.newVirtualThreadPerTaskExecutor()) {
                Callable<Void> notifier = () -> {
                    canaries.look(Instant.parse("2030-01-02T08:59:59Z"));
                    canaries.look(Instant.parse("2030-01-01T10:00:00Z"));
                    return null;
                };
                for (Future<Void> looked : notifiers.invokeAll(List.of(notifier, notifier, notifier))) {
                    looked.get();
                }
            }

            String id = "canary-local-2030-01-01";
            waitFor(
                    "accepted",
                    () -> assertThat(ledger(id).getList("findAll { it.state == 'ACCEPTED' }.recipient"))
                            .containsExactlyInAnyOrder(
                                    "infra-team@the-order.org", "on-call", "signed", "slack", "teams", "gone"));
            assertThat(mailbox.about(id)).hasSize(1);
            assertThat(receiver.about("/v2/enqueue", id)).hasSize(1);
            assertThat(receiver.about("/v2/enqueue", id).getFirst().body()).contains("\"resolve\"");
            assertThat(receiver.about("/signed", "\"canary\"")).hasSize(1);
        }
    }

    @Test
    void aChannelWhoseTestMessageFailsIsToldOverAnother() {
        try (HttpReceiver receiver = new HttpReceiver(port);
                TestMailbox mailbox = new TestMailbox(mailPort)) {
            // of which one is for the alarm about the webhook that nobody may ask
            HttpReceiver.Answer refused = new HttpReceiver.Answer(400, null);
            receiver.answer("/v2/enqueue", refused, refused);

            canaries.look(Instant.parse("2030-01-03T10:00:00Z"));

            String id = "canary-local-2030-01-03";
            waitFor(
                    "dead",
                    () -> assertThat(ledger(id).getList("findAll { it.channel == 'pagerduty' }.state"))
                            .containsExactly("DEAD"));
            String alarm = "delivery-local-" + ledger(id).getLong("find { it.channel == 'pagerduty' }.id");
            waitFor("alarm", () -> assertThat(mailbox.about(alarm)).hasSize(1));
            waitFor(
                    "note",
                    () -> assertThat(receiver.about("/signed", "message.dead")).isNotEmpty());
        }
    }

    private static JsonPath ledger(String id) {
        return given().header("Authorization", "Bearer " + NotifierServers.VIEWER)
                .queryParam("incident", id)
                .get("/deliveries")
                .jsonPath();
    }

    private static void waitFor(String what, org.awaitility.core.ThrowingRunnable condition) {
        await(what)
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(condition);
    }
}
