package org.theorder.lifeboat.monitor.servers;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.theorder.lifeboat.events.EventJson;
import org.theorder.lifeboat.events.Topic;

/** Another service: sends events as CloudEvents, and reads what the monitor says. */
public final class Kafka implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Map<String, Object> connection =
            Map.of("bootstrap.servers", ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class));
    private final KafkaProducer<String, byte[]> producer =
            new KafkaProducer<>(connection, new StringSerializer(), new ByteArraySerializer());

    public <E> void send(Topic<E> topic, String subject, E event) {
        send(topic, subject, EventJson.write(event));
    }

    /** Any bytes, with the headers of an event of this topic. */
    public void send(Topic<?> topic, String subject, byte[] data) {
        ProducerRecord<String, byte[]> sent = new ProducerRecord<>(topic.name(), subject, data);
        Map.of(
                        "ce_specversion",
                        "1.0",
                        "ce_id",
                        UUID.randomUUID().toString(),
                        "ce_source",
                        "/test",
                        "ce_type",
                        topic.type(),
                        "ce_subject",
                        subject,
                        "ce_time",
                        Instant.now().toString())
                .forEach((name, value) -> sent.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        try {
            producer.send(sent).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An event and when the broker took it. */
    public record Heard<E>(E event, Instant at) {}

    /** Reads the topic from its beginning until this many events match, and then all that are there already. */
    public <E> List<Heard<E>> await(Topic<E> topic, int count, Predicate<E> wanted) {
        List<Heard<E>> found = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(connection, new StringDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(topic.name(), 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long deadline = System.nanoTime() + LIMIT.toNanos();
            while (found.size() < count || !atEnd(consumer, partition)) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError(found.size() + " of " + count + " events came on " + topic.name());
                }
                for (ConsumerRecord<String, byte[]> came : consumer.poll(Duration.ofMillis(50))) {
                    E event = EventJson.read(topic, came.value());
                    if (wanted.test(event)) {
                        found.add(new Heard<>(event, Instant.ofEpochMilli(came.timestamp())));
                    }
                }
            }
        }
        return found;
    }

    private static boolean atEnd(KafkaConsumer<String, byte[]> consumer, TopicPartition partition) {
        return consumer.position(partition)
                >= consumer.endOffsets(List.of(partition)).get(partition);
    }

    @Override
    public void close() {
        producer.close();
    }
}
