package org.theorder.lifeboat.monitor.alertmanager;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
    private static final int MISSED = 4;

    private final Incidents incidents;
    private final Clock clock;
    private final @Nullable AlertTarget target;
    private final Duration interval;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private String told = "";

    AlertSender(Incidents incidents, Clock clock, ObjectMapper mapper, AlertmanagerConfiguration configuration) {
        this.incidents = incidents;
        this.clock = clock;
        this.interval = Configured.positive("lifeboat.monitor.alertmanager.interval", configuration.interval());
        this.target = AlertTarget.of(configuration, mapper).orElse(null);
    }

    void start(@Observes StartupEvent event) {
        if (target != null) {
            Thread.ofVirtual().name("alertmanager").start(() -> run(target));
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopping.countDown();
    }

    private void run(AlertTarget there) {
        try (there) {
            do {
                tell(send(there));
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
    private String send(AlertTarget there) throws InterruptedException {
        try {
            Instant now = clock.instant();
            return there.send(incidents.open().stream()
                    .filter(incident -> incident.muted() == null)
                    // what came from Prometheus does not go back
                    .filter(incident -> !incident.rule().equals(RuleName.PROMETHEUS_ALERT.wireName()))
                    .map(incident -> alert(incident, now.plus(interval.multipliedBy(MISSED))))
                    .toList());
        } catch (LifeboatException e) {
            return e.explanation();
        } catch (RuntimeException e) {
            LOG.error("incidents could not be sent to the Alertmanager", e);
            return "a defect of monitor-service: " + e.getClass().getSimpleName();
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
