package org.theorder.lifeboat.monitor.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.Team;
import org.theorder.lifeboat.events.Topics;

/**
 * The life of incidents as everybody hears it on Kafka: opened once, for the right team, and resolved when the cause is over.
 * What was opened before this was made is no concern of it.
 */
public final class IncidentsOnKafka {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Kafka kafka;
    private final Instant since = Clock.systemUTC().instant();

    public IncidentsOnKafka(Kafka kafka) {
        this.kafka = kafka;
    }

    /** What happens is one incident for this team until it ends. */
    public Incident isOneFor(Team team, String rule, String subject, Runnable happens, Runnable ends) {
        awaitCheck(rule, subject, "ok");
        happens.run();
        Incident incident = opened(rule, subject).getFirst();
        assertThat(incident.team()).isEqualTo(team);
        assertThat(Api.open(rule, subject)).containsExactly(incident.id().value());

        ends.run();
        awaitResolved(incident);
        assertThat(opened(rule, subject)).hasSize(1);
        return incident;
    }

    public void awaitCheck(String rule, String subject, String state) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(Api.check(rule, subject)).isEqualTo(state));
    }

    /** All that were opened so far, at least one. */
    public List<Incident> opened(String rule, String subject) {
        return kafka
                .await(
                        Topics.INCIDENT_OPENED,
                        1,
                        event -> event.incident().rule().equals(rule)
                                && event.incident().subject().equals(subject)
                                && event.incident().openedAt().isAfter(since))
                .stream()
                .map(heard -> heard.event().incident())
                .toList();
    }

    public void awaitResolved(Incident incident) {
        kafka.await(Topics.INCIDENT_RESOLVED, 1, event -> event.incident().id().equals(incident.id()));
    }
}
