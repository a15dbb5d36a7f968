package org.theorder.lifeboat.monitor.alertmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Team;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.monitor.Samples;
import org.theorder.lifeboat.monitor.servers.Kafka;
import org.theorder.lifeboat.monitor.servers.Prometheus;
import org.theorder.lifeboat.monitor.servers.Shop;

/** A real Prometheus takes us for an Alertmanager and scrapes us, as deploy/prometheus/README.md says. */
@QuarkusTest
class PrometheusIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Path DASHBOARD =
            Path.of("../deploy/prometheus/dashboard.json").toAbsolutePath().normalize();

    /** By our rules, which are not loaded here: they would fire. */
    private static final String RECORDED = "lifeboat:";

    @TestHTTPResource("/")
    URI monitor;

    // its last writes may come while the folder is deleted
    @TempDir(cleanup = CleanupMode.NEVER)
    Path folder;

    private final Kafka kafka = new Kafka();
    private final String alert = "Burning" + UUID.randomUUID().toString().substring(0, 8);
    private final AtomicInteger burning = new AtomicInteger();
    private HttpServer oven;
    private Prometheus prometheus;

    @BeforeEach
    void start() throws IOException {
        Prometheus.tool("prometheus");
        oven = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        oven.createContext("/metrics", exchange -> {
            byte[] metrics = ("burning " + burning + "\n").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/plain; version=0.0.4");
            exchange.sendResponseHeaders(200, metrics.length);
            exchange.getResponseBody().write(metrics);
            exchange.close();
        });
        oven.start();
        Path rules = Files.writeString(folder.resolve("rules.yaml"), """
                groups:
                  - name: oven
                    rules:
                      - alert: %s
                        expr: burning == 1
                        labels: {severity: critical, team: security}
                        annotations: {summary: it is too hot}
                """.formatted(alert));
        prometheus = Prometheus.start(folder, """
                global: {scrape_interval: 3s, scrape_timeout: 3s, evaluation_interval: 1s}
                rule_files: ["%1$s"]
                alerting:
                  alertmanagers:
                    - authorization: {credentials: %2$s}
                      api_version: v2
                      static_configs: [{targets: ["%3$s"]}]
                scrape_configs:
                  - job_name: monitor-service
                    metrics_path: /q/metrics
                    authorization: {credentials: %4$s}
                    static_configs: [{targets: ["%3$s"]}]
                  - job_name: oven
                    static_configs: [{targets: ["127.0.0.1:%5$d"]}]
                """.formatted(
                        rules,
                        Shop.OPERATOR,
                        monitor.getAuthority(),
                        Shop.VIEWER,
                        oven.getAddress().getPort()));
    }

    @AfterEach
    void end() {
        if (prometheus != null) {
            prometheus.close();
            oven.stop(0);
        }
        kafka.close();
    }

    @Test
    void itsAlertIsAnIncidentUntilItEnds() {
        burning.set(1);
        Incident incident = kafka.await(
                        Topics.INCIDENT_OPENED,
                        1,
                        event -> event.incident().subject().startsWith(alert + "/"))
                .getFirst()
                .event()
                .incident();
        assertThat(incident.rule()).isEqualTo("prometheus-alert");
        assertThat(incident.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(incident.team()).isEqualTo(Team.SECURITY);
        assertThat(incident.facts()).anyMatch(fact -> fact.value().equals("it is too hot"));

        burning.set(0);
        kafka.await(Topics.INCIDENT_RESOLVED, 1, event -> event.incident().id().equals(incident.id()));
    }

    @Test
    void itHasAnAnswerToAllThatTheDashboardAsks() throws IOException, InterruptedException {
        String cluster = "p-" + alert.toLowerCase(Locale.ROOT);
        Instant now = Clock.systemUTC().instant();
        kafka.send(
                Topics.PROTECTION_REPORTED, cluster, Samples.protection(cluster, now, now, "0/5000000", "0/5000000"));
        JsonNode panels =
                new ObjectMapper().readTree(Files.readAllBytes(DASHBOARD)).path("panels");
        assertThat(panels).isNotEmpty().allSatisfy(panel -> {
            assertThat(panel.path("title").asText()).isNotBlank();
            assertThat(panel.path("targets")).isNotEmpty();
        });
        for (JsonNode panel : panels) {
            for (JsonNode target : panel.path("targets")) {
                String asked = target.path("expr").asText().replace("$cluster", cluster);
                if (asked.startsWith(RECORDED)) {
                    assertThat(prometheus.query(asked).isArray())
                            .as("it is understood")
                            .isTrue();
                } else {
                    await(asked)
                            .atMost(LIMIT)
                            .ignoreExceptionsInstanceOf(IOException.class)
                            .untilAsserted(
                                    () -> assertThat(prometheus.query(asked)).isNotEmpty());
                }
            }
        }
    }
}
