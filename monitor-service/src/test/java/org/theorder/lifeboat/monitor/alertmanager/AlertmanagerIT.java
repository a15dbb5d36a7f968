package org.theorder.lifeboat.monitor.alertmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Team;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.monitor.Samples;
import org.theorder.lifeboat.monitor.servers.Alertmanager;
import org.theorder.lifeboat.monitor.servers.Api;
import org.theorder.lifeboat.monitor.servers.Kafka;
import org.theorder.lifeboat.servers.FreePorts;

/** Alerts come in as Prometheus and Alertmanager send them, ours go out, and a snitch outside hears that we look. */
@QuarkusTest
@TestProfile(AlertmanagerIT.WithServers.class)
class AlertmanagerIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String PORT = "lifeboat.test.alertmanager.port";

    public static final class WithServers implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            int port = FreePorts.next();
            String url = "http://127.0.0.1:" + port;
            return Map.of(
                    PORT,
                    String.valueOf(port),
                    "lifeboat.monitor.alertmanager.url",
                    url + "/",
                    "lifeboat.monitor.alertmanager.interval",
                    "200ms",
                    "lifeboat.monitor.incidents.url",
                    "https://monitor.example",
                    "lifeboat.monitor.watchers.snitch",
                    url + "/snitch",
                    "lifeboat.monitor.watchers.snitch-interval",
                    "100ms",
                    "lifeboat.monitor.watchers.peers.dr.url",
                    url,
                    "lifeboat.monitor.watchers.peer-interval",
                    "200ms");
        }
    }

    @TestHTTPResource("/")
    URI monitor;

    // its last writes may come while the folder is deleted
    @TempDir(cleanup = CleanupMode.NEVER)
    Path folder;

    private final Kafka kafka = new Kafka();
    private final String name = "Alert" + UUID.randomUUID().toString().substring(0, 8);
    private final Instant now = Clock.systemUTC().instant();

    @AfterEach
    void close() {
        kafka.close();
    }

    private Incident opened() {
        return kafka.await(
                        Topics.INCIDENT_OPENED,
                        1,
                        event -> event.incident().subject().startsWith(name + "/"))
                .getFirst()
                .event()
                .incident();
    }

    private void awaitResolved(Incident incident) {
        kafka.await(Topics.INCIDENT_RESOLVED, 1, event -> event.incident().id().equals(incident.id()));
    }

    private void prometheus(Instant endsAt) {
        String alert = """
                [{"labels": {"alertname": "%s", "severity": "critical", "team": "database", "instance": "db-1:9187"},
                  "annotations": {"summary": "too slow"}, "startsAt": "%s", "endsAt": "%s",
                  "generatorURL": "http://prometheus.example/graph"}]
                """.formatted(name, now, endsAt);
        Api.operator().body(alert).post("/api/v2/alerts").then().statusCode(204);
    }

    @Test
    void anAlertOfPrometheusIsOneIncidentUntilItEnds() {
        prometheus(now.plusSeconds(600));
        prometheus(now.plusSeconds(600));

        Incident incident = opened();
        assertThat(incident.rule()).isEqualTo("prometheus-alert");
        assertThat(incident.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(incident.team()).isEqualTo(Team.DATABASE);
        assertThat(incident.facts())
                .contains(
                        new Fact("says", "too slow"),
                        new Fact(
                                "page",
                                "https://monitor.example/overview/incidents/" + incident.id() + "/acknowledgement"));

        prometheus(now);
        awaitResolved(incident);
        assertThat(kafka.await(
                        Topics.INCIDENT_OPENED,
                        1,
                        event -> event.incident().subject().startsWith(name + "/")))
                .hasSize(1);
    }

    @Test
    void anAlertThatIsNotSentAgainEndsByItself() {
        // the first request of all takes long
        prometheus(now.minusSeconds(1));
        prometheus(Clock.systemUTC().instant().plusSeconds(10));

        awaitResolved(opened());
    }

    @Test
    void aNotificationOfAlertmanagerIsTakenToo() {
        for (String status : new String[] {"firing", "resolved"}) {
            Api.operator()
                    .body("""
                            {"version": "4", "status": "%s", "receiver": "lifeboat", "groupLabels": {},
                             "alerts": [{"status": "%s", "labels": {"alertname": "%s"}, "annotations": {},
                                         "startsAt": "%s", "endsAt": "0001-01-01T00:00:00Z", "fingerprint": "1a"}]}
                            """.formatted(status, status, name, now))
                    .post("/alertmanager")
                    .then()
                    .statusCode(204);
            opened();
        }
        awaitResolved(opened());
    }

    @Test
    void anAlertWithoutANameIsRefused() {
        Api.operator().body("[{\"labels\": {}}]").post("/api/v2/alerts").then().statusCode(400);
        Api.viewer()
                .contentType("application/json")
                .body("[]")
                .post("/api/v2/alerts")
                .then()
                .statusCode(403);
    }

    @Test
    void aRealAlertmanagerTakesOurIncidentsAndBringsThoseOfOthersAlone() throws Exception {
        int port = ConfigProvider.getConfig().getValue(PORT, Integer.class);
        try (Alertmanager alertmanager = Alertmanager.start(folder, port, monitor)) {
            String cluster = "of-" + name.toLowerCase(Locale.ROOT);
            kafka.send(Topics.BACKUP_FAILED, cluster, Samples.failure(cluster, now));
            await().atMost(LIMIT)
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .untilAsserted(() -> assertThat(alertmanager.alerts())
                            .contains("\"subject\":\"" + cluster + "/full\"", "\"severity\":\"critical\""));

            String alert = """
                    [{"labels": {"alertname": "%s", "team": "infrastructure"}, "endsAt": "%s"}]""";
            assertThat(alertmanager.post(alert.formatted(name, now.plusSeconds(600))))
                    .isEqualTo(200);
            Incident incident = opened();
            assertThat(incident.team()).isEqualTo(Team.INFRASTRUCTURE);
            assertThat(alertmanager.post(alert.formatted(name, Clock.systemUTC().instant())))
                    .isEqualTo(200);
            awaitResolved(incident);

            // ours was there first, and so came back first
            kafka.send(Topics.BACKUP_COMPLETED, cluster, Samples.backup(cluster, now.plusSeconds(1)));
            assertThat(kafka.await(
                            Topics.INCIDENT_OPENED,
                            1,
                            event -> event.incident().toString().contains(cluster)))
                    .extracting(heard -> heard.event().incident().rule())
                    .containsExactly("backup-failed");
        }
    }

    @Test
    void whatWeSentIsNoneWhenItComesBack() {
        Api.operator()
                .body("""
                        {"version": "4", "status": "firing", "alerts": [
                          {"status": "firing", "labels": {"alertname": "%s", "sent_by": "lifeboat"}, "startsAt": "%s"},
                          {"status": "firing", "labels": {"alertname": "%s", "sent_by": "mimir"}, "startsAt": "%s"}]}
                        """.formatted("Ours" + name, now, name, now))
                .post("/alertmanager")
                .then()
                .statusCode(204);
        opened();
        assertThat(Api.viewer().get("/incidents?state=open").asString()).doesNotContain("Ours" + name);
    }

    /** The same server plays Alertmanager, the snitch, and the monitor of the other region. */
    @Test
    void ourIncidentsGoOutTheSnitchIsCalledAndAPeerThatStopsLookingOrHasAnotherTimeIsSeen() throws IOException {
        Queue<String> sent = new ConcurrentLinkedQueue<>();
        Queue<String> snitched = new ConcurrentLinkedQueue<>();
        AtomicReference<Duration> lookedBefore = new AtomicReference<>(Duration.ofHours(1));
        AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ofMinutes(1));
        int port = ConfigProvider.getConfig().getValue(PORT, Integer.class);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/api/v2/alerts", exchange -> {
            sent.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.createContext("/snitch", exchange -> {
            snitched.add(exchange.getRequestMethod());
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.createContext("/evaluation", exchange -> {
            Instant at = Clock.systemUTC().instant().plus(ahead.get());
            byte[] body = "{\"evaluatedAt\": \"%s\", \"at\": \"%s\"}"
                    .formatted(at.minus(lookedBefore.get()), at)
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            await().atMost(LIMIT).until(() -> snitched.size() > 1);
            Incident blind = ofPeer("service-silent");
            assertThat(blind.team()).isEqualTo(Team.INFRASTRUCTURE);
            assertThat(blind.severity()).isEqualTo(Severity.CRITICAL);
            Incident skewed = ofPeer("clock-skew");
            assertThat(skewed.team()).isEqualTo(Team.INFRASTRUCTURE);
            await().atMost(LIMIT)
                    .until(() -> sent.stream()
                            .anyMatch(body -> body.contains(blind.id().value())));
            assertThat(sent).noneMatch(body -> body.contains("prometheus-alert"));

            lookedBefore.set(Duration.ZERO);
            ahead.set(Duration.ZERO);
            awaitResolved(blind);
            awaitResolved(skewed);
        } finally {
            server.stop(0);
        }
    }

    /** Perhaps from before: until its server is started it answers nobody. */
    private Incident ofPeer(String rule) {
        return kafka.await(
                        Topics.INCIDENT_OPENED,
                        1,
                        event -> event.incident().rule().equals(rule)
                                && event.incident().subject().equals("monitor-dr"))
                .getLast()
                .event()
                .incident();
    }
}
