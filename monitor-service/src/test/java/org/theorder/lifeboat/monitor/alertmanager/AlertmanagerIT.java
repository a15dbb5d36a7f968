package org.theorder.lifeboat.monitor.alertmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Team;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.monitor.servers.Api;
import org.theorder.lifeboat.monitor.servers.Kafka;
import org.theorder.lifeboat.servers.FreePorts;

/** Alerts come in as Prometheus and Alertmanager send them, ours go out, and a snitch outside hears that we look. */
@QuarkusTest
@TestProfile(AlertmanagerIT.WithServers.class)
class AlertmanagerIT {
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
                    "lifeboat.monitor.watchers.snitch",
                    url + "/snitch",
                    "lifeboat.monitor.watchers.snitch-interval",
                    "100ms",
                    "lifeboat.monitor.watchers.peers.dr.url",
                    url);
        }
    }

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
        assertThat(incident.facts()).anyMatch(fact -> fact.value().equals("too slow"));

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

    /** The same server plays Alertmanager, the snitch, and the monitor of the other region. */
    @Test
    void ourIncidentsGoOutTheSnitchIsCalledAndAPeerThatStopsLookingIsSeen() throws IOException {
        Queue<String> sent = new ConcurrentLinkedQueue<>();
        Queue<String> snitched = new ConcurrentLinkedQueue<>();
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
            Instant at = Clock.systemUTC().instant();
            byte[] body = "{\"evaluatedAt\": \"%s\", \"at\": \"%s\"}"
                    .formatted(at.minusSeconds(3600), at)
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            await().atMost(Duration.ofSeconds(30)).until(() -> snitched.size() > 1);
            Incident blind = kafka.await(
                            Topics.INCIDENT_OPENED,
                            1,
                            event -> event.incident().subject().equals("monitor-dr"))
                    .getFirst()
                    .event()
                    .incident();
            assertThat(blind.rule()).isEqualTo("service-silent");
            assertThat(blind.severity()).isEqualTo(Severity.CRITICAL);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> sent.stream()
                            .anyMatch(body -> body.contains(blind.id().value())));
            assertThat(sent).noneMatch(body -> body.contains("prometheus-alert"));
        } finally {
            server.stop(0);
        }
    }
}
