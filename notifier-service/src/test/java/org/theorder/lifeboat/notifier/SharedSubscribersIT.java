package org.theorder.lifeboat.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.theorder.lifeboat.notifier.TestEvents.open;

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
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.notifier.mail.ScriptedSmtpServer;
import org.theorder.lifeboat.servers.FreePorts;
import org.theorder.lifeboat.servers.KafkaOptions;
import org.theorder.lifeboat.servers.KafkaServer;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/** Two regions as two processes, with a database each and one Kafka, share their subscribers. */
class SharedSubscribersIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int READERS_BEFORE = 20;
    private static final int READERS = READERS_BEFORE + 1;
    private static final int SENT_BEFORE = 9;
    private static final String LATER = "reader-later@example.org";
    private static final Pattern CONFIRM =
            Pattern.compile("https://status\\.the-order\\.org(/subscribe/confirm/[A-Za-z0-9_-]{43})");
    private static final Pattern UNSUBSCRIBE =
            Pattern.compile("https://status\\.the-order\\.org(/unsubscribe/[A-Za-z0-9_-]{43})");
    private static final String CONFIRMED = "confirmed_at is not null";

    @TempDir
    private Path folder;

    private final int mailPort = FreePorts.next();

    private record Mail(String to, String id, String text) {
        static Mail of(String content) {
            try {
                MimeMessage mail = new MimeMessage(
                        (Session) null, new ByteArrayInputStream(content.getBytes(StandardCharsets.ISO_8859_1)));
                String text = ((MimeMultipart) mail.getContent())
                        .getBodyPart(0)
                        .getContent()
                        .toString();
                return new Mail(mail.getAllRecipients()[0].toString(), mail.getMessageID(), text);
            } catch (MessagingException | IOException e) {
                throw new IllegalStateException(e);
            }
        }

        boolean isAbout(Incident incident) {
            return id.startsWith("<" + incident.id() + ".") && to.startsWith("reader-");
        }

        String link(Pattern pattern) {
            Matcher link = pattern.matcher(text);
            assertThat(link.find()).isTrue();
            return link.group(1);
        }
    }

    @Test
    void whoeverSubscribedInOneRegionIsToldOnceByWhicheverIsInChargeAndLeavesBoth() {
        KafkaOptions options = KafkaOptions.in(folder.resolve("kafka")).withPorts(FreePorts.next(), FreePorts.next());
        int east = FreePorts.next();
        int west = FreePorts.next();
        Map<String, String> eastern = region(options, "east", "west", west);
        Map<String, String> western = region(options, "west", "east", east);
        Ledger eastLedger = new Ledger(eastern);
        Ledger westLedger = new Ledger(western);
        KafkaServer kafka = KafkaServer.start(options);
        kafka.createTopics(Stream.concat(Topics.ALL.stream().map(Topic::name), Stream.of(Topics.DEAD_LETTER))
                .toList());
        try (TestEvents events = new TestEvents(kafka.bootstrapServers());
                ScriptedSmtpServer relay = new ScriptedSmtpServer(mailPort);
                NotifierProcess second = NotifierProcess.start("shared-west", west, shared(western))) {
            try (NotifierProcess old =
                    NotifierProcess.start("shared-east", east, eastern).awaitReady()) {
                eastLedger.subscribe(READERS_BEFORE);
                old.killHard();
            }
            second.awaitReady();
            Incident first = open("shared-1-" + UUID.randomUUID(), "The first");
            String link;
            try (NotifierProcess one =
                    NotifierProcess.start("shared-east", east, shared(eastern)).awaitReady()) {
                eventually(
                        "who confirmed before there was a key",
                        () -> assertThat(westLedger.subscribers(CONFIRMED)).isEqualTo(READERS_BEFORE));
                confirm(one, relay);
                eventually(
                        "who confirms now",
                        () -> assertThat(westLedger.subscribers(CONFIRMED)).isEqualTo(READERS));
                assertThat(eastLedger.published("subscriber-changed", "")).isEqualTo(READERS);
                assertThat(eastLedger.published("subscriber-changed", "reader"))
                        .as("no address leaves a region openly")
                        .isZero();

                // the team's mail is one of those that are answered
                relay.holdAfter(SENT_BEFORE);
                events.opened(first, "It began.");
                eventually("in the middle of sending", () -> {
                    assertThat(relay.held()).isNotEmpty();
                    assertThat(westLedger.count(about(first) + " and attempts > 0"))
                            .isZero();
                    assertThat(westLedger.count(about(first))).isEqualTo(READERS);
                    assertThat(eastLedger.count(about(first) + " and state = 'ACCEPTED'"))
                            .isBetween((long) SENT_BEFORE - 1, (long) SENT_BEFORE)
                            .isEqualTo(westLedger.count(about(first) + " and state = 'ACCEPTED'"));
                });
                one.killHard();
                eventually("the relay noticed", () -> assertThat(relay.served()).isZero());
                relay.answerAgain();

                assertThat(second.post("/promotions", "{\"reason\": \"east is gone\"}"))
                        .isEqualTo(201);
                eventually(
                        "all told",
                        () -> assertThat(westLedger.count(about(first) + " and state = 'ACCEPTED'"))
                                .isEqualTo(READERS));
                judge(relay, first);
                assertThat(westLedger.count(about(first) + " and attempts > 0"))
                        .as("nobody is told again")
                        .isBetween((long) READERS - SENT_BEFORE, (long) READERS - SENT_BEFORE + 1);

                Mail byEast = mails(relay, first).getFirst();
                link = byEast.link(UNSUBSCRIBE);
                assertThat(second.postForm(link, "List-Unsubscribe=One-Click"))
                        .as("a link of the region that is gone")
                        .isEqualTo(200);
                assertThat(westLedger.subscribers(CONFIRMED)).isEqualTo(READERS - 1);
                assertThat(eastLedger.subscribers(CONFIRMED)).isEqualTo(READERS);
            }
            int toldOfTheFirst = mails(relay, first).size();
            try (NotifierProcess again =
                    NotifierProcess.start("shared-east", east, shared(eastern)).awaitReady()) {
                eventually(
                        "who left there is gone here",
                        () -> assertThat(eastLedger.subscribers(CONFIRMED)).isEqualTo(READERS - 1));
                eventually(
                        "what was sent there is not owed here",
                        () -> assertThat(eastLedger.count(about(first) + " and state <> 'ACCEPTED'"))
                                .isZero());
                assertThat(again.postForm(link, "")).isEqualTo(404);
                Incident next = open("shared-2-" + UUID.randomUUID(), "The second");
                events.opened(next, "It began.");
                eventually(
                        "all told",
                        () -> assertThat(eastLedger.count(about(next) + " and state = 'ACCEPTED'"))
                                .isEqualTo(READERS - 1));
                judge(relay, next);
                assertThat(eastLedger.count(about(next) + " and attempts > 0"))
                        .as("another region is in charge")
                        .isZero();
                assertThat(mails(relay, first)).hasSize(toldOfTheFirst);
            }
        } finally {
            kafka.killHard();
        }
    }

    private static String about(Incident incident) {
        return "channel = 'subscriber-mail' and incident = '" + incident.id() + "'";
    }

    /** Over the first region's form. */
    private static void confirm(NotifierProcess region, ScriptedSmtpServer relay) {
        assertThat(region.postForm("/subscribe", "to=" + LATER)).isEqualTo(200);
        eventually("asked", () -> assertThat(relay.taken()).hasSize(1));
        assertThat(region.postForm(Mail.of(relay.taken().getFirst()).link(CONFIRM), ""))
                .isEqualTo(200);
    }

    private static List<Mail> mails(ScriptedSmtpServer relay, Incident incident) {
        return relay.taken().stream()
                .map(Mail::of)
                .filter(mail -> mail.isAbout(incident))
                .toList();
    }

    /** Each has one mail; what the relay had not answered at the kill may have come twice, under the same id. */
    private static void judge(ScriptedSmtpServer relay, Incident incident) {
        List<Mail> answered = new ArrayList<>(mails(relay, incident));
        List<Mail> held = relay.held().stream()
                .map(Mail::of)
                .filter(mail -> mail.isAbout(incident))
                .toList();
        ids(held)
                .forEach(id -> answered.remove(answered.stream()
                        .filter(mail -> mail.id().equals(id))
                        .findFirst()
                        .orElseThrow()));
        assertThat(answered).extracting(Mail::to).doesNotHaveDuplicates();
        assertThat(answered).extracting(Mail::id).doesNotHaveDuplicates().containsAll(ids(held));
    }

    private static List<String> ids(List<Mail> mails) {
        return mails.stream().map(Mail::id).toList();
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
        settings.put("lifeboat.notifier.regions.primary", "east");
        settings.put("lifeboat.notifier.regions.peers." + other, "http://127.0.0.1:" + otherPort);
        settings.put("lifeboat.notifier.regions.look-every", "1s");
        settings.put("lifeboat.notifier.regions.doubt-after", "10s");
        settings.put("lifeboat.notifier.delivery.parallel", "1");
        // what the relay holds is held until the process ends
        settings.put("lifeboat.notifier.mail.answer-timeout", "10m");
        settings.put("lifeboat.notifier.mail.deadline", "10m");
        return settings;
    }

    private Map<String, String> shared(Map<String, String> settings) {
        Map<String, String> shared = new HashMap<>(settings);
        Path file = folder.resolve("shared-key");
        try {
            Files.writeString(
                    file, Base64.getEncoder().encodeToString("x".repeat(32).getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        shared.put("lifeboat.notifier.subscribers.shared-key-file", file.toString());
        return shared;
    }

    private static void eventually(String what, ThrowingRunnable condition) {
        await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).untilAsserted(condition);
    }
}
