package org.theorder.lifeboat.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.servers.FreePorts;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/** Two regions as two processes with a database each; the second one's Kafka is away, so that nothing is heard over it. */
class TakeoverIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void theOldPageSaysThatItIsSupersededWithoutKafkaAndAlsoAfterARestartAlone() {
        int northPort = FreePorts.next();
        int drPort = FreePorts.next();
        Map<String, String> north = region("north", "dr", drPort);
        Map<String, String> dr = region("dr", "north", northPort);
        dr.put("lifeboat.notifier.regions.primary", "north");
        dr.put("kafka.bootstrap.servers", "127.0.0.1:" + FreePorts.next());
        try (NotifierProcess old =
                NotifierProcess.start("north", northPort, north).awaitReady()) {
            eventually(() -> assertThat(old.get("/"))
                    .contains("Whether region dr publishes the status page by now cannot be found out"));
            try (NotifierProcess other = NotifierProcess.start("dr", drPort, dr).awaitReady()) {
                eventually(() -> assertThat(old.get("/")).doesNotContain("cannot be found out"));
                assertThat(old.get("/epoch.json")).contains("\"epoch\":1,\"region\":\"north\"");

                assertThat(other.post("/promotions", "{\"reason\": \"north is on fire\"}"))
                        .isEqualTo(201);

                eventually(() -> {
                    assertSuperseded(old, drPort);
                    assertThat(folder.resolve("north/index.html")).content().contains("This page is superseded");
                    assertThat(folder.resolve("north/epoch.json")).content().contains("\"epoch\":2,\"region\":\"dr\"");
                    assertThat(folder.resolve("dr/index.html")).content().doesNotContain("superseded");
                    assertThat(other.get("/api/v2/summary.json"))
                            .contains("\"epoch\":2")
                            .contains("\"superseded_by\":null");
                });
                other.killHard();
            }
            old.killHard();
        }
        try (NotifierProcess again =
                NotifierProcess.start("north", northPort, north).awaitReady()) {
            eventually(() -> assertSuperseded(again, drPort));
        }
    }

    private static void assertSuperseded(NotifierProcess old, int drPort) {
        assertThat(old.get("/"))
                .contains("This page is superseded")
                .contains("<a class=\"tap\" href=\"http://127.0.0.1:" + drPort + "/\">");
        assertThat(old.get("/api/v2/summary.json"))
                .contains("\"superseded_by\":\"dr\"")
                .doesNotContain("\"operational\"");
        assertThat(old.get("/status.txt")).contains("This page is superseded");
    }

    private Map<String, String> region(String own, String peer, int peerPort) {
        LifeboatServers servers = new LifeboatServers();
        // a role of its own: a second database of the same role would change its password
        servers.init(Map.of("schema", "notifier_" + own));
        Map<String, String> settings = new HashMap<>(NotifierProcess.settings(servers.start()));
        settings.put("lifeboat.notifier.page.served-from", own);
        settings.put("lifeboat.notifier.page.rebuild-every", "1s");
        settings.put("lifeboat.notifier.regions.look-every", "1s");
        settings.put("lifeboat.notifier.regions.doubt-after", "20s");
        settings.put("lifeboat.notifier.regions.peers." + peer, "http://127.0.0.1:" + peerPort);
        settings.put("lifeboat.notifier.publish.url", "file://" + folder.resolve(own));
        return settings;
    }

    private static void eventually(ThrowingRunnable assertion) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).untilAsserted(assertion);
    }
}
