package org.theorder.lifeboat.monitor.alertmanager;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.monitor.incident.Incidents;
import org.theorder.lifeboat.monitor.probe.Configured;
import org.theorder.lifeboat.monitor.rule.RuleName;

/**
 * Sends our open incidents to an Alertmanager again and again, as its clients have to; one that is not sent any more ends there
 * by itself. Every replica sends: Alertmanager takes the same alert twice for one.
 */
@ApplicationScoped
class AlertSender {
    private static final Logger LOG = LoggerFactory.getLogger(AlertSender.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int MISSED = 4;

    private final Incidents incidents;
    private final Clock clock;
    private final ObjectMapper mapper;
    private final @Nullable URI target;
    private final Duration interval;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private String told = "";

    AlertSender(Incidents incidents, Clock clock, ObjectMapper mapper, AlertmanagerConfiguration configuration) {
        this.incidents = incidents;
        this.clock = clock;
        this.mapper = mapper;
        this.interval = Configured.positive("lifeboat.monitor.alertmanager.interval", configuration.interval());
        this.target = configuration.url().map(AlertSender::alerts).orElse(null);
    }

    private static URI alerts(String url) {
        try {
            return URI.create(url.replaceAll("/+$", "") + "/api/v2/alerts");
        } catch (IllegalArgumentException e) {
            throw Configured.invalid("lifeboat.monitor.alertmanager.url", "is not a URL");
        }
    }

    void start(@Observes StartupEvent event) {
        if (target != null) {
            Thread.ofVirtual().name("alertmanager").start(() -> run(target));
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopping.countDown();
    }

    private void run(URI url) {
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
            do {
                tell(send(http, url));
            } while (!stopping.await(interval.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Once for each new trouble. */
    private void tell(String trouble) {
        if (!trouble.equals(told)) {
            told = trouble;
            LOG.warn("alertmanager {}", trouble.isEmpty() ? "takes our incidents" : "does not: error=" + trouble);
        }
    }

    /** @return what went wrong; empty if nothing did */
    private String send(HttpClient http, URI url) throws InterruptedException {
        try {
            Instant now = clock.instant();
            List<Alert> alerts = incidents.open().stream()
                    .filter(incident -> incident.muted() == null)
                    // what came from Prometheus does not go back
                    .filter(incident -> !incident.rule().equals(RuleName.PROMETHEUS_ALERT.wireName()))
                    .map(incident -> alert(incident, now.plus(interval.multipliedBy(MISSED))))
                    .toList();
            HttpResponse<Void> answer = http.send(
                    HttpRequest.newBuilder(url)
                            .timeout(TIMEOUT)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(mapper.writeValueAsBytes(alerts)))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
            return answer.statusCode() / 100 == 2 ? "" : "answered " + answer.statusCode();
        } catch (IOException | LifeboatException e) {
            return String.valueOf(e.getMessage());
        }
    }

    static Alert alert(Incident incident, Instant endsAt) {
        Map<String, String> labels = new TreeMap<>(Map.of(
                "alertname", incident.rule(),
                "subject", incident.subject(),
                "component", incident.component(),
                "team", incident.team().wireName(),
                "severity", incident.severity().wireName(),
                "incident", incident.id().value()));
        labels.putAll(Alert.SENT_BY_US);
        return new Alert(null, labels, Map.of("summary", incident.title()), incident.openedAt(), endsAt, null);
    }
}
