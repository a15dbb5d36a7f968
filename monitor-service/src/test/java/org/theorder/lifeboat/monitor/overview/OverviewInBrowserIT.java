package org.theorder.lifeboat.monitor.overview;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.RecoveryTarget;
import org.theorder.lifeboat.events.RestoreMode;
import org.theorder.lifeboat.events.RestoreProgressed;
import org.theorder.lifeboat.events.RestoreRequested;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.monitor.Samples;
import org.theorder.lifeboat.monitor.servers.Kafka;
import org.theorder.lifeboat.monitor.servers.Shop;
import org.theorder.lifeboat.servers.test.PageClients;

/**
 * An operator at work in headless Chromium: reads, sees things change without a reload, acknowledges with the keyboard alone,
 * asks for a backup and a restore with an impatient double click, and follows them to their end; at last, reads without
 * JavaScript. Every page is looked at at 320 and 1280 px, light and dark: nothing that axe finds, nothing that the browser
 * complains of, nothing that scrolls sideways, nothing too small to tap. The screenshots are in {@code target/screenshots}, for people to look at.
 */
@QuarkusTest
class OverviewInBrowserIT {
    private static final Clock CLOCK = Clock.systemUTC();
    private static final Path SCREENSHOTS = Path.of("target/screenshots");

    private final String cluster = "b-" + UUID.randomUUID().toString().substring(0, 8);
    private final Kafka kafka = new Kafka();

    @TestHTTPResource("/")
    URI base;

    @Test
    void anOperatorReadsActsAndSeesWhatComesOfIt() throws Exception {
        PageClients clients = PageClients.installed();
        Path chromium = PageClients.chromium();
        Files.createDirectories(SCREENSHOTS);
        protect();
        HttpServer cues = cues();
        try {
            JsonNode seen = clients.run(
                    "operator.cjs",
                    List.of(
                            chromium.toString(),
                            SCREENSHOTS.toString(),
                            base.toString().replaceAll("/$", ""),
                            "http://127.0.0.1:" + cues.getAddress().getPort(),
                            cluster,
                            Shop.OPERATOR));

            SoftAssertions.assertSoftly(softly -> {
                softly.assertThat(seen.path("looks")).hasSize(5 * 4);
                seen.path("looks").forEach(look -> {
                    String page = look.path("page").asText();
                    softly.assertThat(look.path("rules").asInt()).as(page).isGreaterThan(10);
                    softly.assertThat(look.path("violations")).as(page).isEmpty();
                    softly.assertThat(look.path("small")).as(page).isEmpty();
                    softly.assertThat(look.path("sideways").asBoolean())
                            .as(page + " scrolls sideways")
                            .isFalse();
                });
                softly.assertThat(seen.path("complaints"))
                        .as("said by the browser")
                        .isEmpty();
            });
            assertThat(kafka.await(
                            Topics.BACKUP_REQUESTED,
                            1,
                            asked -> asked.cluster().value().equals(cluster)))
                    .as("a double click is one backup")
                    .singleElement()
                    .satisfies(asked -> {
                        assertThat(asked.event().kind()).isEqualTo(BackupKind.FULL);
                        assertThat(asked.event().requestedBy()).isEqualTo("anna, on the overview");
                    });
            assertThat(restores()).as("a double click is one restore").hasSize(1);
            RestoreRequested restore = restores().getFirst().event();
            assertThat(restore.mode()).isEqualTo(RestoreMode.LIVE);
            assertThat(restore.target()).isInstanceOf(RecoveryTarget.AtTime.class);
            assertThat(restore.place().directory()).isEqualTo("/srv/restores/" + cluster);
        } finally {
            cues.stop(0);
            kafka.close();
        }
    }

    private void protect() {
        var now = CLOCK.instant();
        kafka.send(
                Topics.PROTECTION_REPORTED, cluster, Samples.protection(cluster, now, now, "0/5000000", "0/5000000"));
        kafka.send(Topics.BACKUP_COMPLETED, cluster, Samples.backup(cluster, now.minusSeconds(7_200)));
        kafka.send(Topics.RESTORE_COMPLETED, cluster, Samples.restore(cluster, null, now.minusSeconds(3_600)));
    }

    private List<Kafka.Heard<RestoreRequested>> restores() {
        return kafka.await(
                Topics.RESTORE_REQUESTED, 1, asked -> asked.cluster().value().equals(cluster));
    }

    /** What the browser's script wants to happen outside of the browser, each by its path. */
    private HttpServer cues() throws Exception {
        Map<String, Supplier<String>> deeds = new LinkedHashMap<>();
        deeds.put("/a-backup-fails", () -> {
            kafka.send(Topics.BACKUP_FAILED, cluster, Samples.failure(cluster, CLOCK.instant()));
            return "";
        });
        deeds.put("/the-backup-is-taken", () -> {
            kafka.await(
                    Topics.BACKUP_REQUESTED, 1, asked -> asked.cluster().value().equals(cluster));
            kafka.send(
                    Topics.BACKUP_COMPLETED,
                    cluster,
                    Samples.backup(cluster, CLOCK.instant().plusSeconds(20)));
            return "";
        });
        deeds.put("/the-restore-runs", () -> {
            RestoreRequested asked = restores().getFirst().event();
            kafka.send(
                    Topics.RESTORE_PROGRESSED,
                    cluster,
                    new RestoreProgressed(
                            asked.restoreId(),
                            asked.cluster(),
                            RestoreMode.LIVE,
                            null,
                            "replaying",
                            4,
                            6,
                            40,
                            CLOCK.instant(),
                            CLOCK.instant()));
            return asked.restoreId().value();
        });
        deeds.put("/the-restore-ends", () -> {
            RestoreRequested asked = restores().getFirst().event();
            kafka.send(
                    Topics.RESTORE_COMPLETED,
                    cluster,
                    Samples.restore(cluster, asked.restoreId(), null, CLOCK.instant()));
            return "";
        });
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        deeds.forEach((path, deed) -> server.createContext(path, exchange -> {
            // the thread of the server does not know the classes of the test
            Thread.currentThread().setContextClassLoader(getClass().getClassLoader());
            byte[] said = deed.get().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, said.length == 0 ? -1 : said.length);
            exchange.getResponseBody().write(said);
            exchange.close();
        }));
        server.start();
        return server;
    }
}
