package org.theorder.lifeboat.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.theorder.lifeboat.notifier.TestEvents.next;
import static org.theorder.lifeboat.notifier.TestEvents.open;

import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.notifier.mail.ScriptedSmtpServer;
import org.theorder.lifeboat.servers.FreePorts;
import org.theorder.lifeboat.servers.KafkaOptions;
import org.theorder.lifeboat.servers.KafkaServer;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/**
 * Everything at once: the relay, PagerDuty and a webhook are away for ten minutes of a clock that is moved, then the notifier
 * of the first region is killed in the middle of sending, Kafka is killed and started again, and the second region is
 * promoted. While the first stays dead three teams, PagerDuty and the webhook get every message, once and in order; when it
 * comes back they get nothing again, and a reader who subscribed in the first region gets what is missing. A second copy
 * exists only of what the relay had taken and not yet answered at the kill, which nobody can know from outside; it has the
 * same Message-ID, by which whoever receives it knows it again.
 */
class ChaosIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int INCIDENTS = 6;
    private static final int SENT_BEFORE = 5;
    private static final String READER = "reader@example.org";
    private static final Map<String, List<String>> OWED = Map.of(
            "database-team@the-order.org",
            List.of("opened", "escalated", "resolved"),
            "infra-team@the-order.org",
            List.of("escalated", "resolved"),
            "security@the-order.org",
            List.of("escalated", "resolved"),
            READER,
            List.of("opened", "resolved"));
    private static final Set<String> TEAMS =
            Set.of("database-team@the-order.org", "infra-team@the-order.org", "security@the-order.org");
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String CHAOS = "incident like 'chaos-%' and ";
    private static final String MAILS = CHAOS + "channel like '%mail' and ";
    private static final String REQUESTS = CHAOS + "channel in ('pagerduty', 'webhook') and ";
    private static final String PAGERDUTY = "/v2/enqueue";
    private static final String WEBHOOK = "/hook";
    private static final int BEFORE_THE_END = 4 * INCIDENTS;
    private static final int TO_THE_OTHERS = 6 * INCIDENTS;
    private static final int TO_TEAMS = 7 * INCIDENTS;
    private static final int TO_THE_READER = 2 * INCIDENTS;
    private static final Pattern CONFIRM =
            Pattern.compile("https://status\\.the-order\\.org(/subscribe/confirm/[A-Za-z0-9_-]{43})");

    @TempDir
    private Path folder;

    private final int mailPort = FreePorts.next();
    private final int httpPort = FreePorts.next();

    /** What one mailbox got. */
    private record Mail(String to, String id) {
        static Mail of(String content) {
            try {
                MimeMessage mail = mime(content);
                return new Mail(mail.getAllRecipients()[0].toString(), mail.getMessageID());
            } catch (MessagingException e) {
                throw new IllegalStateException(e);
            }
        }

        boolean isAbout(Incident incident) {
            return id.startsWith("<" + incident.id() + ".");
        }

        /** {@code opened} of {@code <incident.opened@domain>}, {@code resolved} of {@code <incident.resolved-2.17@domain>}. */
        String cause() {
            return id.substring(id.indexOf('.') + 1).replaceAll("[-.@].*", "");
        }
    }

    @Test
    void everyRecipientHasEveryMessageOnceAndInOrderWhateverDies() {
        KafkaOptions options = KafkaOptions.in(folder.resolve("kafka")).withPorts(FreePorts.next(), FreePorts.next());
        MovableClock clock = new MovableClock(folder);
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
        try (NotifierProcess first = NotifierProcess.start("chaos-north", north, northern, clock);
                NotifierProcess second = NotifierProcess.start("chaos-south", south, southern, clock)) {
            first.awaitReady();
            second.awaitReady();
            subscribe(first);

            // the relay is away, and so is everybody else
            try (TestEvents events = new TestEvents(kafka.bootstrapServers())) {
                incidents.forEach(incident -> events.opened(incident, "It began."));
            }
            eventually("tried", () -> {
                assertThat(northLedger.count(MAILS + "attempts > 0")).isEqualTo(2 * INCIDENTS);
                assertThat(northLedger.count(REQUESTS + "attempts > 0")).isEqualTo(2 * INCIDENTS);
            });
            for (int minute = 0; minute < 10; minute++) {
                clock.pass(Duration.ofMinutes(1));
                eventually(
                        "all that was due was tried",
                        () -> assertThat(northLedger.overdue(clock.now())).isZero());
            }
            eventually("escalated", () -> {
                assertThat(northLedger.count("kind = 'ESCALATED'")).isEqualTo(5 * INCIDENTS);
                assertThat(southLedger.count("kind = 'ESCALATED'")).isEqualTo(5 * INCIDENTS);
            });
            assertThat(southLedger.count("attempts > 0"))
                    .as("only one region sends")
                    .isZero();

            try (ScriptedSmtpServer relay = new ScriptedSmtpServer(mailPort);
                    HttpReceiver others = new HttpReceiver(httpPort)) {
                relay.holdAfter(SENT_BEFORE);
                // longer than the longest pause between two attempts
                clock.pass(Duration.ofMinutes(11));
                eventually("in the middle of sending", () -> {
                    assertThat(relay.held()).isNotEmpty();
                    assertThat(northLedger.count(MAILS + "state = 'ACCEPTED'")).isEqualTo(SENT_BEFORE);
                    assertThat(northLedger.count(REQUESTS + "state = 'ACCEPTED'"))
                            .isEqualTo(BEFORE_THE_END);
                    assertThat(southLedger.count(CHAOS + "state = 'ACCEPTED'"))
                            .as("what is told to other regions")
                            .isEqualTo(
                                    northLedger.count(CHAOS + "state = 'ACCEPTED' and channel <> 'subscriber-mail'"));
                });
                first.killHard();
                eventually("the relay noticed", () -> assertThat(relay.served()).isZero());
                relay.answerAgain();
                kafka.killHard();
                kafka = KafkaServer.start(options);
                try (TestEvents events = new TestEvents(kafka.bootstrapServers())) {
                    incidents.forEach(
                            incident -> events.resolved(next(incident, IncidentStatus.RESOLVED), "It is over."));
                }
                eventually(
                        "the end is owed",
                        () -> assertThat(southLedger.count("kind = 'RESOLVED'")).isEqualTo(5 * INCIDENTS));
                assertThat(southLedger.count("attempts > 0"))
                        .as("it was not asked to")
                        .isZero();

                assertThat(second.post("/promotions", "{\"reason\": \"north is gone\"}"))
                        .isEqualTo(201);
                eventually(
                        "all told while the first region is dead",
                        () -> assertThat(southLedger.count(CHAOS + "state = 'ACCEPTED'"))
                                .isEqualTo(TO_TEAMS + TO_THE_OTHERS));
                judgeInOrder(relay, incidents, TEAMS);
                judge(others, incidents);
                try (NotifierProcess again = NotifierProcess.start("chaos-north", north, northern, clock)
                        .awaitReady()) {
                    eventually(
                            "the first region knows it, too, and has told its own reader",
                            () -> assertThat(northLedger.count(CHAOS + "state = 'ACCEPTED'"))
                                    .isEqualTo(TO_TEAMS + TO_THE_OTHERS + TO_THE_READER));
                    eventually("its page", () -> assertThat(again.get("/")).contains("superseded"));
                }
                judge(relay, incidents);
                judge(others, incidents);
            }
        } finally {
            kafka.killHard();
        }
    }

    private static void judgeInOrder(ScriptedSmtpServer relay, List<Incident> incidents, Set<String> recipients) {
        List<Mail> taken = relay.taken().stream().map(Mail::of).toList();
        for (Incident incident : incidents) {
            for (String recipient : recipients) {
                assertThat(taken.stream()
                                .filter(mail -> mail.to().equals(recipient) && mail.isAbout(incident))
                                .distinct()
                                .map(Mail::cause)
                                .toList())
                        .as(incident.id() + " to " + recipient)
                        .isEqualTo(OWED.get(recipient));
            }
        }
    }

    private static void judge(HttpReceiver others, List<Incident> incidents) {
        for (Incident incident : incidents) {
            String id = incident.id().value();
            assertThat(others.about(PAGERDUTY, id))
                    .as("PagerDuty about " + id)
                    .extracting(request -> field(request.body(), "event_action"))
                    .containsExactly("trigger", "trigger", "resolve");
            assertThat(others.about(WEBHOOK, id))
                    .as("the webhook about " + id)
                    .extracting(request -> field(request.body(), "type"))
                    .containsExactly("incident.opened", "incident.escalated", "incident.resolved");
        }
    }

    private static String field(String json, String name) {
        try {
            return JSON.readTree(json).path(name).asText();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void judge(ScriptedSmtpServer relay, List<Incident> incidents) {
        judgeInOrder(relay, incidents, OWED.keySet());
        List<Mail> taken = relay.taken().stream().map(Mail::of).toList();
        List<Mail> held = relay.held().stream().map(Mail::of).toList();
        List<Mail> answered = new ArrayList<>(taken);
        held.forEach(answered::remove);
        assertThat(answered)
                .as("what the relay has answered")
                .doesNotHaveDuplicates()
                .hasSize(TO_TEAMS + TO_THE_READER);
        assertThat(held)
                .as("what it had not answered at the kill")
                .doesNotHaveDuplicates()
                .isSubsetOf(answered);
    }

    /** Over the first region, while the relay is there. */
    private void subscribe(NotifierProcess region) {
        try (ScriptedSmtpServer relay = new ScriptedSmtpServer(mailPort)) {
            assertThat(region.postForm("/subscribe", "to=" + READER)).isEqualTo(200);
            eventually("asked", () -> assertThat(relay.taken()).hasSize(1));
            Matcher link = CONFIRM.matcher(text(relay.taken().getFirst()));
            assertThat(link.find()).isTrue();
            assertThat(region.postForm(link.group(1), "")).isEqualTo(200);
        }
    }

    private Map<String, String> region(KafkaOptions kafka, String own, String other, int otherPort) {
        LifeboatServers servers = new LifeboatServers();
        // a role of its own: a second database of the same role would change its password
        servers.init(Map.of("schema", "notifier_" + own));
        Map<String, String> settings = new HashMap<>(NotifierProcess.settings(servers.start()));
        settings.put("kafka.bootstrap.servers", "127.0.0.1:" + kafka.port());
        settings.put("kafka.auto.offset.reset", "earliest");
        settings.put(NotifierServers.MAIL_PORT, Integer.toString(mailPort));
        settings.put("lifeboat.notifier.pagerduty.url", "http://127.0.0.1:" + httpPort);
        settings.put("lifeboat.notifier.pagerduty.routing-key-file", file("routing-key", ChannelServers.ROUTING_KEY));
        settings.put("lifeboat.notifier.webhooks.hook.url", "http://127.0.0.1:" + httpPort + WEBHOOK);
        settings.put("lifeboat.notifier.webhooks.hook.secret-file", file("secret", ChannelServers.SECRET));
        settings.put("lifeboat.notifier.webhooks.hook.allow-inside", "true");
        settings.put("lifeboat.notifier.page.served-from", own);
        settings.put("lifeboat.notifier.page.rebuild-every", "1s");
        settings.put("lifeboat.notifier.regions.primary", "north");
        settings.put("lifeboat.notifier.regions.peers." + other, "http://127.0.0.1:" + otherPort);
        settings.put("lifeboat.notifier.regions.look-every", "1s");
        settings.put("lifeboat.notifier.delivery.pauses", "1s,5s,30s,2m,10m");
        settings.put("lifeboat.notifier.delivery.parallel", "1");
        // what the relay holds is held until the process ends
        settings.put("lifeboat.notifier.mail.answer-timeout", "10m");
        settings.put("lifeboat.notifier.mail.deadline", "10m");
        return settings;
    }

    private String file(String name, String content) {
        try {
            return Files.writeString(folder.resolve(name), content).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(String content) {
        try {
            MimeMultipart parts = (MimeMultipart) mime(content).getContent();
            return parts.getBodyPart(0).getContent().toString();
        } catch (MessagingException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static MimeMessage mime(String content) throws MessagingException {
        return new MimeMessage((Session) null, new ByteArrayInputStream(content.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static void eventually(String what, ThrowingRunnable condition) {
        await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).untilAsserted(condition);
    }
}
