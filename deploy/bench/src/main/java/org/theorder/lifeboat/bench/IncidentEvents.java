package org.theorder.lifeboat.bench;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.EventJson;
import org.theorder.lifeboat.events.Impact;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.IncidentId;
import org.theorder.lifeboat.events.IncidentOpened;
import org.theorder.lifeboat.events.IncidentResolved;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Team;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;

/** Sends incidents to Kafka as monitor-service does. */
final class IncidentEvents implements AutoCloseable {
    private final KafkaProducer<String, byte[]> producer;
    private final Clock clock;

    IncidentEvents(String bootstrapServers, Clock clock) {
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "acks", "all", "linger.ms", "0"),
                new StringSerializer(),
                new ByteArraySerializer());
        this.clock = clock;
    }

    /** Opens an incident of a component; returns when Kafka has it. */
    Incident open(String component, String title) {
        Instant now = clock.instant();
        IncidentId id = new IncidentId("bench-" + UUID.randomUUID());
        Incident incident = new Incident(
                id,
                1,
                "service-down",
                component,
                Severity.CRITICAL,
                Impact.CRITICAL,
                IncidentStatus.INVESTIGATING,
                component,
                Team.DATABASE,
                title,
                List.of(),
                null,
                null,
                now,
                null);
        send(Topics.INCIDENT_OPENED, id.value(), new IncidentOpened(incident, "It does not answer.", true, now), now);
        return incident;
    }

    /** Ends it; returns when Kafka has it. */
    void resolve(Incident opened) {
        Instant now = clock.instant();
        Incident resolved = new Incident(
                opened.id(),
                opened.version() + 1,
                opened.rule(),
                opened.subject(),
                opened.severity(),
                opened.impact(),
                IncidentStatus.RESOLVED,
                opened.component(),
                opened.team(),
                opened.title(),
                opened.facts(),
                null,
                null,
                opened.openedAt(),
                now);
        send(
                Topics.INCIDENT_RESOLVED,
                opened.id().value(),
                new IncidentResolved(resolved, "It answers again.", true, now),
                now);
    }

    private <E> void send(Topic<E> topic, String subject, E event, Instant now) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic.name(), subject, EventJson.write(event));
        Map<String, String> attributes = Map.of(
                "ce_specversion",
                "1.0",
                "ce_id",
                UUID.randomUUID().toString(),
                "ce_source",
                "monitor-service",
                "ce_type",
                topic.type(),
                "ce_subject",
                subject,
                "ce_time",
                now.toString(),
                "content-type",
                "application/json");
        attributes.forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        try {
            producer.send(record).get();
        } catch (ExecutionException e) {
            throw new LifeboatException(ErrorCode.SERVER_UNREACHABLE, "Kafka did not take an event: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LifeboatException(ErrorCode.INTERNAL, "interrupted", e);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
