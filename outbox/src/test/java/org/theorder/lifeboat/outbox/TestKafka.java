package org.theorder.lifeboat.outbox;

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
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.BackupRequested;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.EventJson;
import org.theorder.lifeboat.events.Topics;

/** Somebody else on Kafka: reads topics of one partition as they are, and sends anything. */
final class TestKafka implements AutoCloseable {
    private final String bootstrapServers;
    private final KafkaProducer<String, byte[]> producer;

    TestKafka(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringSerializer(), new ByteArraySerializer());
    }

    static BackupRequested request(String name) {
        return new BackupRequested(new ClusterName("shop"), BackupKind.FULL, name);
    }

    /** A well-formed event with {@code name} inside; the same id means a duplicate. */
    static ProducerRecord<String, byte[]> event(String id, String subject, String name) {
        return record(
                Topics.BACKUP_REQUESTED.name(),
                subject,
                EventJson.write(request(name)),
                Map.of(
                        "ce_specversion",
                        "1.0",
                        "ce_id",
                        id,
                        "ce_source",
                        "/test",
                        "ce_type",
                        Topics.BACKUP_REQUESTED.type(),
                        "ce_subject",
                        subject,
                        "ce_time",
                        Instant.now().toString()));
    }

    static ProducerRecord<String, byte[]> event(String subject, String name) {
        return event(UUID.randomUUID().toString(), subject, name);
    }

    static ProducerRecord<String, byte[]> record(String topic, String key, byte[] value, Map<String, String> headers) {
        ProducerRecord<String, byte[]> made = new ProducerRecord<>(topic, key, value);
        headers.forEach((name, text) -> made.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        return made;
    }

    void send(ProducerRecord<String, byte[]> sent) {
        try {
            producer.send(sent).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads the topic from its beginning until this many records match. */
    List<ConsumerRecord<String, byte[]>> read(
            String topic, int count, Predicate<ConsumerRecord<String, byte[]>> wanted) {
        List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = consumer()) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (found.size() < count) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError(found.size() + " of " + count + " records came on " + topic);
                }
                consumer.poll(Duration.ofMillis(100)).forEach(came -> {
                    if (wanted.test(came)) {
                        found.add(came);
                    }
                });
            }
        }
        return found;
    }

    List<ConsumerRecord<String, byte[]>> readSubject(String topic, String subject, int count) {
        return read(topic, count, came -> subject.equals(came.key()));
    }

    KafkaConsumer<String, byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringDeserializer(), new ByteArrayDeserializer());
    }

    static String header(ConsumerRecord<?, ?> came, String name) {
        return new String(came.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        producer.close();
    }
}
