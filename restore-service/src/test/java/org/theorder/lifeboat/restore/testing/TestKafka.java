package org.theorder.lifeboat.restore.testing;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.theorder.lifeboat.events.EventJson;
import org.theorder.lifeboat.events.RestoreRequested;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;

/** Another system on the real broker. */
public record TestKafka(String bootstrapServers) {
    public void request(RestoreRequested request) throws Exception {
        send(Topics.RESTORE_REQUESTED, request.cluster().value(), request);
    }

    /** Publishes an event as CloudEvents says, with an id of its own. */
    public <E> void send(Topic<E> topic, String key, E event) throws Exception {
        ProducerRecord<String, byte[]> message = new ProducerRecord<>(topic.name(), key, EventJson.write(event));
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
                        key,
                        "ce_time",
                        Clock.systemUTC().instant().toString(),
                        "content-type",
                        "application/json")
                .forEach((name, value) -> message.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringSerializer(), new ByteArraySerializer())) {
            producer.send(message).get();
        }
    }

    /** The matching events of a topic, from its beginning to its present end. */
    public <E> List<E> all(Topic<E> topic, Predicate<E> wanted) {
        List<E> found = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.name()).stream()
                    .map(each -> new TopicPartition(topic.name(), each.partition()))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.seekToBeginning(partitions);
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
                consumer.poll(Duration.ofMillis(100)).forEach(event -> {
                    E read = EventJson.read(topic, event.value());
                    if (wanted.test(read)) {
                        found.add(read);
                    }
                });
            }
        }
        return found;
    }
}
