package org.theorder.lifeboat.notifier.mail;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.theorder.lifeboat.notifier.TestEvents.next;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Team;
import org.theorder.lifeboat.notifier.NotifierServers;
import org.theorder.lifeboat.notifier.TestEvents;
import org.theorder.lifeboat.notifier.TestMailbox;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/** The security team of the test has a digest at midnight: what is not critical waits for it. */
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "notifier"))
@QuarkusTestResource(NotifierServers.class)
class DigestsIT {
    private static final String DIGEST = "[The Order] 1 incident that was not urgent";

    @Inject
    Digests digests;

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
    void whatIsNotCriticalWaitsAndIsToldOnceHoweverManyNotifiersLook() throws Exception {
        Incident incident = open(Severity.WARNING);
        events.opened(incident, "Somebody tries passwords.");
        events.resolved(next(incident, IncidentStatus.RESOLVED), "It has stopped.");
        waitFor("held", () -> assertThat(ledger(incident).getList("state")).containsExactly("HELD", "HELD"));
        assertThat(ledger(incident).getString("nextAttemptAt[0]")).contains("T00:00:00Z");

        try (var notifiers = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Boolean> notifier = () -> digests.next(Instant.now().plus(Duration.ofHours(25)));
            for (Future<Boolean> looked : notifiers.invokeAll(List.of(notifier, notifier, notifier, notifier))) {
                looked.get();
            }
        }

        waitFor("told", () -> assertThat(digestsAbout(incident)).hasSize(1));
        MimeMessage digest = digestsAbout(incident).getFirst();
        assertThat(digest.getAllRecipients()).extracting(Object::toString).containsExactly("security@the-order.org");
        assertThat(ledger(incident).getList("state")).containsExactly("DIGESTED", "DIGESTED");
        assertThat(ledger(incident).getString("reply[0]")).startsWith("told in digest-");
        assertThat(mailbox.about(incident.id().value())).isEmpty();
    }

    @Test
    void whatBecomesCriticalIsToldAtOnceAndWhatWasHeldGoesBeforeIt() {
        Incident incident = open(Severity.WARNING);
        events.opened(incident, "Somebody tries passwords.");
        waitFor("held", () -> assertThat(ledger(incident).getList("state")).containsExactly("HELD"));

        events.updated(with(next(incident, IncidentStatus.IDENTIFIED), Severity.CRITICAL), "Somebody is in.", true);

        waitFor(
                "told",
                () -> assertThat(mailbox.about(incident.id().value()))
                        .extracting(mail -> TestMailbox.header(mail, "X-Lifeboat-Event")[0])
                        .containsExactly("opened", "updated"));
    }

    private List<MimeMessage> digestsAbout(Incident incident) {
        return mailbox.all().stream()
                .filter(mail -> subject(mail).equals(DIGEST)
                        && content(mail).contains(incident.id().value()))
                .toList();
    }

    private static String subject(MimeMessage mail) {
        try {
            return mail.getSubject();
        } catch (jakarta.mail.MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String content(MimeMessage mail) {
        return com.icegreen.greenmail.util.GreenMailUtil.getBody(mail).replace("=\r\n", "");
    }

    private static Incident open(Severity severity) {
        return with(TestEvents.open("digest-" + UUID.randomUUID(), "Somebody is at the door"), severity);
    }

    private static Incident with(Incident incident, Severity severity) {
        return new Incident(
                incident.id(),
                incident.version(),
                incident.rule(),
                incident.subject(),
                severity,
                incident.impact(),
                incident.status(),
                incident.component(),
                Team.SECURITY,
                incident.title(),
                incident.facts(),
                incident.suggestedPlan(),
                incident.acknowledgedBy(),
                incident.openedAt(),
                incident.resolvedAt());
    }

    private static JsonPath ledger(Incident incident) {
        return given().header("Authorization", "Bearer " + NotifierServers.VIEWER)
                .queryParam("incident", incident.id().value())
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
