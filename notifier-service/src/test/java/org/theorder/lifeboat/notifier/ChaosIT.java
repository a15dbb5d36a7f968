package org.theorder.lifeboat.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.theorder.lifeboat.notifier.TestEvents.next;
import static org.theorder.lifeboat.notifier.TestEvents.open;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.servers.FreePorts;
import org.theorder.lifeboat.servers.KafkaOptions;
import org.theorder.lifeboat.servers.KafkaServer;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/**
 * Everything at once: the relay is away for ten minutes (of a clock that is moved), then the notifier of the first region is
 * killed while it sends, Kafka is killed and started again, and the second region is promoted; then the first comes back.
 * Every mailbox has every message, in order, and each once but for those of which a ledger says that nobody could know.
 */
class ChaosIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int INCIDENTS = 6;
    private static final int SENT_BEFORE = 5;
    private static final String DATABASE = "database-team@the-order.org";
    private static final Map<String, List<String>> OWED = Map.of(
            DATABASE,
            List.of("opened", "escalated", "resolved"),
            "infra-team@the-order.org",
            List.of("escalated", "resolved"),
            "security@the-order.org",
            List.of("escalated", "resolved"));
    private static final int MESSAGES = 7 * INCIDENTS;

    @TempDir
    private Path folder;

    private final int mailPort = FreePorts.next();

    @Test
    void everyRecipientHasEveryMessageInOrderWhateverDies() {
        KafkaOptions options = KafkaOptions.in(folder.resolve("kafka")).withPorts(FreePorts.next(), FreePorts.next());
        int north = FreePorts.next();
        int south = FreePorts.next();
        Map<String, String> northern = region(options, "north", "south", south);
        Map<String, String> southern = region(options, "south", "north", north);
        Ledger northLedger = new Ledger(northern);
        Ledger southLedger = new Ledger(southern);
        List<Incident> incidents = IntStream.range(0, INCIDENTS)
                .mapToObj(number -> open("chaos-" + number + "-" + UUID.randomUUID(), "Incident number " + number))
                .toList();

        KafkaServer kafka = KafkaServer.start(options);
        kafka.createTopics(Stream.concat(Topics.ALL.stream().map(Topic::name), Stream.of(Topics.DEAD_LETTER))
                .toList());
        try (NotifierProcess first = NotifierProcess.start("chaos-north", north, northern);
                NotifierProcess second = NotifierProcess.start("chaos-south", south, southern)) {
            first.awaitReady();
            second.awaitReady();
            // the relay is away
            try (TestEvents events = new TestEvents(kafka.bootstrapServers())) {
                incidents.forEach(incident -> events.opened(incident, "It began."));
            }
            eventually(
                    "tried", () -> assertThat(northLedger.count("attempts > 0")).isEqualTo(INCIDENTS));
            for (int minute = 0; minute < 10; minute++) {
                northLedger.letPass(Duration.ofMinutes(1));
                southLedger.letPass(Duration.ofMinutes(1));
                eventually(
                        "all that was due was tried",
                        () -> assertThat(northLedger.overdue()).isZero());
            }
            eventually("escalated", () -> {
                assertThat(northLedger.count("kind = 'ESCALATED'")).isEqualTo(3 * INCIDENTS);
                assertThat(southLedger.count("kind = 'ESCALATED'")).isEqualTo(3 * INCIDENTS);
            });
            assertThat(southLedger.count("attempts > 0"))
                    .as("only one region sends")
                    .isZero();

            try (TestMailbox mailbox = new TestMailbox(mailPort)) {
                northLedger.letPass(Duration.ofMinutes(40));
                southLedger.letPass(Duration.ofMinutes(40));
                await("first mails")
                        .atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> mailbox.all().size() >= SENT_BEFORE);
                first.killHard();
                kafka.killHard();
                kafka = KafkaServer.start(options);
                try (TestEvents events = new TestEvents(kafka.bootstrapServers())) {
                    incidents.forEach(
                            incident -> events.resolved(next(incident, IncidentStatus.RESOLVED), "It is over."));
                }
                eventually(
                        "the end is owed",
                        () -> assertThat(southLedger.count("kind = 'RESOLVED'")).isEqualTo(3 * INCIDENTS));
                int before = mailbox.all().size();
                assertThat(southLedger.count("attempts > 0"))
                        .as("it was not asked to")
                        .isZero();

                assertThat(second.post("/promotions", "{\"reason\": \"north is gone\"}"))
                        .isEqualTo(201);
                try (NotifierProcess again =
                        NotifierProcess.start("chaos-north", north, northern).awaitReady()) {
                    eventually(
                            "all told",
                            () -> assertThat(southLedger.count("state = 'ACCEPTED'"))
                                    .isEqualTo(MESSAGES));
                    eventually(
                            "the first region knows it, too",
                            () -> assertThat(northLedger.count("state = 'ACCEPTED'"))
                                    .isEqualTo(MESSAGES));
                    eventually("its page", () -> assertThat(again.get("/")).contains("superseded"));
                }
                assertThat(mailbox.all().size()).isGreaterThan(before);
                judge(mailbox.all(), incidents, northLedger, southLedger);
            }
        } finally {
            kafka.killHard();
        }
    }

    private static void judge(List<MimeMessage> mails, List<Incident> incidents, Ledger north, Ledger south) {
        for (Incident incident : incidents) {
            OWED.forEach((recipient, causes) -> {
                List<String> seen = mails.stream()
                        .filter(mail -> to(mail).equals(recipient))
                        .map(ChaosIT::messageId)
                        .filter(id -> id.startsWith("<" + incident.id() + "."))
                        .distinct()
                        .map(id -> id.substring(id.indexOf('.') + 1, id.indexOf('@'))
                                .replaceAll("-.*", ""))
                        .toList();
                assertThat(seen).as(incident.id() + " to " + recipient).isEqualTo(causes);
            });
        }
        Map<String, Long> copies = mails.stream()
                .collect(Collectors.groupingBy(mail -> to(mail) + " " + messageId(mail), Collectors.counting()));
        Set<String> explained = new HashSet<>(north.uncertain());
        explained.addAll(south.uncertain());
        Set<String> both = new HashSet<>(north.acceptedHere());
        both.retainAll(south.acceptedHere());
        explained.addAll(both);
        List<String> unexplained = new ArrayList<>();
        copies.forEach((message, times) -> {
            if (times > 1 && !explained.contains(message)) {
                unexplained.add(message + " came " + times + " times");
            }
        });
        assertThat(unexplained).isEmpty();
    }

    private Map<String, String> region(KafkaOptions kafka, String own, String other, int otherPort) {
        LifeboatServers servers = new LifeboatServers();
        // a role of its own: a second database of the same role would change its password
        servers.init(Map.of("schema", "notifier_" + own));
        Map<String, String> settings = new HashMap<>(NotifierProcess.settings(servers.start()));
        settings.put("kafka.bootstrap.servers", "127.0.0.1:" + kafka.port());
        settings.put("kafka.auto.offset.reset", "earliest");
        settings.put(NotifierServers.MAIL_PORT, Integer.toString(mailPort));
        settings.put("lifeboat.notifier.page.served-from", own);
        settings.put("lifeboat.notifier.page.rebuild-every", "1s");
        settings.put("lifeboat.notifier.regions.primary", "north");
        settings.put("lifeboat.notifier.regions.peers." + other, "http://127.0.0.1:" + otherPort);
        settings.put("lifeboat.notifier.regions.look-every", "1s");
        settings.put("lifeboat.notifier.delivery.pauses", "1s,5s,30s,2m,10m");
        settings.put("lifeboat.notifier.delivery.parallel", "1");
        return settings;
    }

    private static String to(MimeMessage mail) {
        try {
            return mail.getAllRecipients()[0].toString();
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String messageId(MimeMessage mail) {
        try {
            return mail.getMessageID();
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void eventually(String what, ThrowingRunnable condition) {
        await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).untilAsserted(condition);
    }
}
