package org.theorder.lifeboat.monitor.mute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.IncidentOpened;
import org.theorder.lifeboat.events.IncidentUpdated;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.monitor.Samples;
import org.theorder.lifeboat.monitor.servers.Api;
import org.theorder.lifeboat.monitor.servers.Kafka;
import org.theorder.lifeboat.servers.FreePorts;

/** Real ports that open and close: a region, and a service that needs it. */
@QuarkusTest
@TestProfile(MutesIT.RegionAndService.class)
class MutesIT {
    private static final Clock CLOCK = Clock.systemUTC();
    private static final Duration LIMIT = Duration.ofSeconds(60);

    public static final class RegionAndService implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> keys = new HashMap<>();
            for (String name : List.of("region", "service", "worked-on")) {
                String prefix = "lifeboat.monitor.probes." + name + ".";
                keys.put(prefix + "kind", "tcp");
                keys.put(prefix + "host", "127.0.0.1");
                keys.put(prefix + "port", String.valueOf(FreePorts.next()));
                keys.put(prefix + "interval", "200ms");
            }
            keys.put("lifeboat.monitor.probes.service.depends-on", "region");
            return keys;
        }
    }

    private final Kafka kafka = new Kafka();
    private final Map<String, ServerSocket> listening = new HashMap<>();
    /** What came before was the time when nothing listened yet; more changes than these would be flapping. */
    private Instant mark = CLOCK.instant();

    private void up(String name) {
        int port = ConfigProvider.getConfig().getValue("lifeboat.monitor.probes." + name + ".port", Integer.class);
        try {
            listening.put(name, new ServerSocket(port, 1000, InetAddress.getLoopbackAddress()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await().atMost(LIMIT).until(() -> Api.check("service-down", name).equals("ok"));
    }

    private void down(String name) {
        try {
            listening.remove(name).close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void allDown() {
        List.copyOf(listening.keySet()).forEach(this::down);
        kafka.close();
    }

    private IncidentOpened opened(String rule, String subject) {
        return kafka.await(
                        Topics.INCIDENT_OPENED,
                        1,
                        event -> event.incident().rule().equals(rule)
                                && event.incident().subject().equals(subject)
                                && event.at().isAfter(mark))
                .getLast()
                .event();
    }

    private IncidentUpdated unmuted(String subject) {
        return kafka.await(
                        Topics.INCIDENT_UPDATED,
                        1,
                        event -> event.incident().subject().equals(subject)
                                && event.incident().muted() == null
                                && event.at().isAfter(mark))
                .getLast()
                .event();
    }

    @Test
    void whatIsDownBecauseItsRegionIsDisturbsNobodyUntilTheRegionIsBack() {
        up("region");
        up("service");
        mark = CLOCK.instant();
        down("region");
        assertThat(opened("service-down", "region").incident().muted()).isNull();
        down("service");
        assertThat(opened("service-down", "service").incident().muted())
                .isEqualTo("region is down, which it depends on");
        assertThat(Api.open("service-down", "service")).as("shown all the same").hasSize(1);

        up("region");

        assertThat(unmuted("service").message()).isEqualTo("Still so, and no longer muted.");
        up("service");
        await().atMost(LIMIT).until(() -> Api.open("service-down", "service").isEmpty());
    }

    @Test
    void maintenanceMutesUntilItEndsButNeverAFailedBackupNorAMissedRecoveryPoint() {
        up("worked-on");
        mark = CLOCK.instant();
        String declared = """
                {"subjects": "work*", "endsAt": "%s", "reason": "new disks", "by": "anna"}
                """.formatted(CLOCK.instant().plusSeconds(3600));
        Api.viewer()
                .body(declared)
                .contentType("application/json")
                .post("/maintenance")
                .then()
                .statusCode(403);
        String id = Api.operator()
                .body(declared)
                .post("/maintenance")
                .then()
                .statusCode(200)
                .extract()
                .path("id");
        Api.operator()
                .body("{\"cluster\": \"muted\", \"endsAt\": \"%s\", \"reason\": \"upgrade\", \"by\": \"anna\"}"
                        .formatted(CLOCK.instant().plusSeconds(3600)))
                .post("/maintenance")
                .then()
                .statusCode(200);

        down("worked-on");
        assertThat(opened("service-down", "worked-on").incident().muted())
                .contains("maintenance until")
                .endsWith(": new disks");
        kafka.send(Topics.BACKUP_FAILED, "muted", Samples.failure("muted", CLOCK.instant()));
        assertThat(opened("backup-failed", "muted/full").incident().muted()).isNull();
        kafka.send(
                Topics.PROTECTION_REPORTED,
                "muted",
                Samples.protection(
                        "muted",
                        CLOCK.instant(),
                        CLOCK.instant().minus(Duration.ofMinutes(61)),
                        "0/5000000",
                        "0/4000000"));
        assertThat(opened("recovery-point", "muted/dr").incident().muted()).isNull();
        assertThat(opened("replication-lag", "muted/dr").incident().muted())
                .as("the same cluster at the same time, and may wait")
                .contains("maintenance until");

        kafka.send(Topics.DRILL_COMPLETED, "muted", Samples.drill("muted", false, CLOCK.instant()));
        kafka.send(
                Topics.BACKUP_VERIFIED,
                "muted",
                Samples.verified("muted", Samples.BACKUP, CLOCK.instant(), false, List.of(Samples.BACKUP)));
        assertThat(List.of(
                        opened("drill-failed", "muted").incident(),
                        opened("protection-fault", "muted/dr/verification-failed")
                                .incident()))
                .as("opened by an event")
                .allSatisfy(incident -> assertThat(incident.muted()).contains("maintenance until"));

        Api.operator().delete("/maintenance/" + id).then().statusCode(204);
        Api.operator().delete("/maintenance/" + id).then().statusCode(404);
        assertThat(unmuted("worked-on").incident().resolvedAt()).isNull();
    }

    @Test
    void aWindowThatCannotBeIsRefused() {
        for (String plan : List.of(
                "{}",
                "{\"cluster\": \"shop\", \"component\": \"shop\", \"endsAt\": \"2999-01-01T00:00:00Z\"}",
                "{\"cluster\": \"shop\", \"endsAt\": \"2000-01-01T00:00:00Z\", \"reason\": \"x\", \"by\": \"anna\"}",
                "{\"cluster\": \"shop\", \"endsAt\": \"2999-01-01T00:00:00Z\", \"reason\": \"x\", \"by\": \"anna\"}")) {
            Api.operator().body(plan).post("/maintenance").then().statusCode(400);
        }
    }
}
