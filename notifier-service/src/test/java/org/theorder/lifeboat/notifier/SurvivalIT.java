package org.theorder.lifeboat.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.theorder.lifeboat.notifier.TestEvents.next;
import static org.theorder.lifeboat.notifier.TestEvents.open;

import io.restassured.path.json.JsonPath;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/** The packaged service as processes that are killed: nothing is lost, nothing is sent twice on purpose, order is kept. */
class SurvivalIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int INCIDENTS = 40;
    private static final int SENT_AT_THE_SAME_TIME = 4;

    private final Map<String, String> settings = new HashMap<>();
    private int mailPort;

    @BeforeEach
    void anEmptyDatabase() {
        LifeboatServers servers = new LifeboatServers();
        servers.init(Map.of("schema", "notifier"));
        settings.putAll(NotifierProcess.settings(servers.start()));
        mailPort = Integer.parseInt(settings.get(NotifierServers.MAIL_PORT));
    }

    @Test
    void twoNotifiersAndOneKilledWhileSendingTellEverybodyEverythingOnceAndInOrder() {
        List<Incident> incidents = IntStream.range(0, INCIDENTS)
                .mapToObj(number -> open("i-" + number + "-" + UUID.randomUUID(), "Incident number " + number))
                .toList();
        try (TestEvents events = new TestEvents(settings.get("kafka.bootstrap.servers"));
                TestMailbox mailbox = new TestMailbox(mailPort);
                NotifierProcess first =
                        NotifierProcess.start("survival-first", settings).awaitReady();
                NotifierProcess second =
                        NotifierProcess.start("survival-second", settings).awaitReady()) {
            first.awaitHearing(events);
            for (Incident incident : incidents) {
                events.opened(incident, "It began.");
                events.resolved(next(incident, IncidentStatus.RESOLVED), "It is over.");
            }
            await("first mails").atMost(PATIENCE).until(() -> mailbox.all().size() >= 5);

            first.killHard();

            await("all told")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(ledger(second).getList("findAll { it.state == 'ACCEPTED' }.id"))
                            .hasSize(2 * INCIDENTS));
            assertThat(mailbox.all().stream().map(SurvivalIT::messageId).distinct())
                    .hasSize(2 * INCIDENTS);
            // only what the killed one was just sending may have arrived a second time, with the same Message-ID
            assertThat(mailbox.all().size() - 2 * INCIDENTS).isBetween(0, SENT_AT_THE_SAME_TIME);
            for (Incident incident : incidents) {
                assertThat(mailbox.about(incident.id().value()).stream()
                                .map(mail -> TestMailbox.header(mail, "X-Lifeboat-Event")[0])
                                .distinct())
                        .containsExactly("opened", "resolved");
            }
            assertThat(second.get("/incidents/" + incidents.getLast().id())).contains("It is over.");
        }
    }

    @Test
    void aStoryGoesOnAfterEveryRestart() {
        Incident incident = open("restart-" + UUID.randomUUID(), "It goes on");
        String id = incident.id().value();
        try (TestEvents events = new TestEvents(settings.get("kafka.bootstrap.servers"));
                TestMailbox mailbox = new TestMailbox(mailPort)) {
            try (NotifierProcess one =
                    NotifierProcess.start("restart-one", settings).awaitReady()) {
                one.awaitHearing(events);
                events.opened(incident, "It began.");
                await("opened").atMost(PATIENCE).until(() -> mailbox.about(id).size() == 1);
                one.killHard();
            }
            events.resolved(next(incident, IncidentStatus.RESOLVED), "It is over.");
            try (NotifierProcess two =
                    NotifierProcess.start("restart-two", settings).awaitReady()) {
                // the killed one may not have noted that its mail was accepted: then it comes again, with the same
                // Message-ID
                await("resolved").atMost(PATIENCE).until(() -> isResolved(mailbox.about(id)));

                List<MimeMessage> mails = mailbox.about(id);
                assertThat(mails.stream().map(SurvivalIT::messageId).distinct()).hasSize(2);
                assertThat(TestMailbox.header(mails.getLast(), "In-Reply-To"))
                        .containsExactly(messageId(mails.getFirst()));
                await("page")
                        .atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(two.get("/incidents/" + id))
                                .contains("It began.")
                                .contains("It is over."));
            }
        }
    }

    private static boolean isResolved(List<MimeMessage> mails) {
        return TestMailbox.header(mails.getLast(), "X-Lifeboat-Event")[0].equals("resolved");
    }

    private static JsonPath ledger(NotifierProcess notifier) {
        return JsonPath.from(notifier.get("/deliveries?limit=1000"));
    }

    private static String messageId(MimeMessage mail) {
        try {
            return mail.getMessageID();
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }
}
