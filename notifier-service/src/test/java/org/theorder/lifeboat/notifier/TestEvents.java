package org.theorder.lifeboat.notifier;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.EventJson;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.events.Heartbeat;
import org.theorder.lifeboat.events.Impact;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.IncidentId;
import org.theorder.lifeboat.events.IncidentOpened;
import org.theorder.lifeboat.events.IncidentResolved;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.events.IncidentUpdated;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Team;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;

/** Speaks on Kafka as the other services do. */
public final class TestEvents implements AutoCloseable {
    private final KafkaProducer<String, byte[]> producer;

    public TestEvents(String bootstrapServers) {
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "acks", "all", "linger.ms", "0"),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /** Sends an event with an id of its own; returns when Kafka has it. */
    public <E> String send(Topic<E> topic, String subject, E event) {
        String id = UUID.randomUUID().toString();
        send(topic, subject, event, id);
        return id;
    }

    public <E> void send(Topic<E> topic, String subject, E event, String id) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic.name(), subject, EventJson.write(event));
        Map.of(
                        "ce_specversion",
                        "1.0",
                        "ce_id",
                        id,
                        "ce_source",
                        "monitor-service",
                        "ce_type",
                        topic.type(),
                        "ce_subject",
                        subject,
                        "ce_time",
                        Instant.now().toString(),
                        "content-type",
                        "application/json")
                .forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        try {
            producer.send(record).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public void opened(Incident incident, String message) {
        send(
                Topics.INCIDENT_OPENED,
                incident.id().value(),
                new IncidentOpened(incident, message, true, incident.openedAt()));
    }

    public void updated(Incident incident, String message, boolean automatic) {
        send(
                Topics.INCIDENT_UPDATED,
                incident.id().value(),
                new IncidentUpdated(incident, message, automatic, Instant.now()));
    }

    public void resolved(Incident incident, String message) {
        send(
                Topics.INCIDENT_RESOLVED,
                incident.id().value(),
                new IncidentResolved(incident, message, true, incident.resolvedAt()));
    }

    /** What makes a cluster green: monitoring watches, its data is safe. */
    public void allIsWell(ClusterName cluster) {
        Instant now = Instant.now();
        send(Topics.HEARTBEAT, "monitor-service", new Heartbeat("monitor-service", "test/1", now, now));
        send(Topics.PROTECTION_REPORTED, cluster.value(), Scenes.report(cluster, now, now.minusSeconds(2)));
    }

    public static Incident open(String id, String title) {
        return new Incident(
                new IncidentId(id),
                1,
                "service-down",
                "shop",
                Severity.CRITICAL,
                Impact.CRITICAL,
                IncidentStatus.INVESTIGATING,
                "shop",
                Team.DATABASE,
                title,
                List.of(new Fact("probe", "connection refused")),
                "restore-latest",
                null,
                Instant.now(),
                null);
    }

    public static Incident next(Incident incident, IncidentStatus status) {
        return new Incident(
                incident.id(),
                incident.version() + 1,
                incident.rule(),
                incident.subject(),
                incident.severity(),
                incident.impact(),
                status,
                incident.component(),
                incident.team(),
                incident.title(),
                incident.facts(),
                incident.suggestedPlan(),
                incident.acknowledgedBy(),
                incident.openedAt(),
                status == IncidentStatus.RESOLVED ? Instant.now() : null);
    }

    @Override
    public void close() {
        producer.close();
    }
}
