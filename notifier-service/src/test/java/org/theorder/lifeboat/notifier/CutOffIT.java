package org.theorder.lifeboat.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.theorder.lifeboat.notifier.TestEvents.open;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.servers.FreePorts;
import org.theorder.lifeboat.servers.KafkaOptions;
import org.theorder.lifeboat.servers.KafkaServer;
import org.theorder.lifeboat.servers.test.LifeboatServers;
import org.theorder.lifeboat.servers.test.TcpProxy;

/**
 * A region that is cut off from the other one, and goes on, while the other is promoted: with {@code in-doubt=WAIT} only one
 * of them tells people, although both hear of the incident and both reach the mail server.
 */
class CutOffIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    @Test
    void onlyThePromotedRegionTellsPeople() {
        MovableClock clock = new MovableClock(folder);
        int northPort = FreePorts.next();
        int southPort = FreePorts.next();
        int mailPort = FreePorts.next();
        Incident incident = open("cut-off-" + UUID.randomUUID(), "Shop database does not answer");
        String about = "incident = '" + incident.id() + "' and ";
        KafkaServer southernKafka = KafkaServer.start(
                KafkaOptions.in(folder.resolve("kafka")).withPorts(FreePorts.next(), FreePorts.next()));
        southernKafka.createTopics(Stream.concat(Topics.ALL.stream().map(Topic::name), Stream.of(Topics.DEAD_LETTER))
                .toList());
        try (TcpProxy toSouth = TcpProxy.to("127.0.0.1", southPort);
                TcpProxy toNorth = TcpProxy.to("127.0.0.1", northPort);
                TestMailbox mailbox = new TestMailbox(mailPort)) {
            Map<String, String> north = region("north", "south", toSouth.port(), mailPort);
            Map<String, String> south = region("south", "north", toNorth.port(), mailPort);
            south.put("kafka.bootstrap.servers", southernKafka.bootstrapServers());
            Ledger northLedger = new Ledger(north);
            Ledger southLedger = new Ledger(south);
            try (TestEvents northernEvents = new TestEvents(north.get("kafka.bootstrap.servers"));
                    TestEvents southernEvents = new TestEvents(southernKafka.bootstrapServers());
                    NotifierProcess first = NotifierProcess.start("cut-off-north", northPort, north, clock);
                    NotifierProcess second = NotifierProcess.start("cut-off-south", southPort, south, clock)) {
                first.awaitReady();
                second.awaitReady();
                first.awaitHearing(northernEvents);
                second.awaitHearing(southernEvents);
                toSouth.cut();
                toNorth.cut();
                assertThat(second.post("/promotions", "{\"reason\": \"north does not answer\"}"))
                        .isEqualTo(201);
                clock.pass(Duration.ofMinutes(4));

                northernEvents.opened(incident, "It does not answer.");
                southernEvents.opened(incident, "It does not answer.");

                eventually(() -> assertThat(southLedger.count(about + "state = 'ACCEPTED'"))
                        .isEqualTo(1));
                eventually(() -> {
                    assertThat(northLedger.count(about + "state = 'WAITING'")).isEqualTo(1);
                    assertThat(first.get("/"))
                            .contains("Whether region south publishes the status page by now cannot be found out");
                });
                toSouth.recover();
                eventually(() -> assertThat(first.get("/")).contains("This page is superseded"));
                assertThat(northLedger.count(about + "attempts > 0")).isZero();
                assertThat(mailbox.about(incident.id().value())).hasSize(1);
            }
        } finally {
            southernKafka.killHard();
        }
    }

    private static Map<String, String> region(String own, String peer, int peerPort, int mailPort) {
        LifeboatServers servers = new LifeboatServers();
        // a role of its own: a second database of the same role would change its password
        servers.init(Map.of("schema", "cut_off_" + own));
        Map<String, String> settings = new HashMap<>(NotifierProcess.settings(servers.start()));
        settings.put(NotifierServers.MAIL_PORT, Integer.toString(mailPort));
        settings.put("lifeboat.notifier.page.served-from", own);
        settings.put("lifeboat.notifier.page.rebuild-every", "1s");
        settings.put("lifeboat.notifier.regions.primary", "north");
        settings.put("lifeboat.notifier.regions.peers." + peer, "http://127.0.0.1:" + peerPort);
        settings.put("lifeboat.notifier.regions.look-every", "1s");
        settings.put("lifeboat.notifier.regions.in-doubt", "WAIT");
        return settings;
    }

    private static void eventually(ThrowingRunnable condition) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).untilAsserted(condition);
    }
}
