package org.theorder.lifeboat.backup.servers;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.theorder.lifeboat.events.EventJson;
import org.theorder.lifeboat.events.Topic;

/** The broker as another service sees it. */
public final class Kafka {
    private static final Duration LIMIT = Duration.ofSeconds(40);

    private final String bootstrapServers;

    public Kafka(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /** Sends an event in CloudEvents' binary mode. */
    public <E> void send(Topic<E> topic, String subject, String id, E event) {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringSerializer(), new ByteArraySerializer())) {
            ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic.name(), subject, EventJson.write(event));
            Map.of(
                            "ce_specversion",
                            "1.0",
                            "ce_id",
                            id,
                            "ce_source",
                            "/test",
                            "ce_type",
                            topic.type(),
                            "ce_subject",
                            subject,
                            "ce_time",
                            Instant.now().toString(),
                            "content-type",
                            "application/json")
                    .forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
            var _ = producer.send(record);
            producer.flush();
        }
    }

    /** All events of a topic so far, and those that come until one is as wanted. */
    public <E> List<E> await(Topic<E> topic, Predicate<E> wanted) {
        List<E> seen = new ArrayList<>();
        long deadline = System.nanoTime() + LIMIT.toNanos();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "group.id",
                        "test-" + UUID.randomUUID(),
                        "auto.offset.reset",
                        "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic.name()));
            while (seen.stream().noneMatch(wanted)) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("no such event on " + topic.name() + "; seen: " + seen);
                }
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    seen.add(EventJson.read(topic, record.value()));
                }
            }
        }
        return seen;
    }
}
