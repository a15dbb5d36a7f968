package org.theorder.lifeboat.local.demo;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.EventJson;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;

/** What travels over Kafka, read as it comes, and what somebody else sends. CloudEvents 1.0, binary mode. */
public final class Events implements AutoCloseable {
    private final Map<String, Object> connection;
    private final Clock clock;
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<Seen> seen = new ArrayList<>();
    private final Thread thread =
            Thread.ofPlatform().daemon().name("demo-events").unstarted(this::read);

    /** A record as it was read, once per CloudEvents id. */
    private record Seen(String topic, String id, Instant at, Object event) {}

    /** An event and when it was sent. */
    public record Sent<E>(Instant at, E data) {}

    private Events(String bootstrapServers, Clock clock) {
        this.connection = Map.of("bootstrap.servers", bootstrapServers);
        this.clock = clock;
        this.consumer = new KafkaConsumer<>(connection, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** Reads everything from now on. */
    public static Events from(String bootstrapServers, Clock clock) {
        Events events = new Events(bootstrapServers, clock);
        List<TopicPartition> partitions = Topics.ALL.stream()
                .filter(topic -> !topic.equals(Topics.HEARTBEAT) && !topic.equals(Topics.PROTECTION_REPORTED))
                .map(topic -> new TopicPartition(topic.name(), 0))
                .toList();
        events.consumer.assign(partitions);
        events.consumer.seekToEnd(partitions);
        partitions.forEach(events.consumer::position);
        events.thread.start();
        return events;
    }

    private void read() {
        try (consumer) {
            while (true) {
                for (ConsumerRecord<String, byte[]> each : consumer.poll(Duration.ofMillis(500))) {
                    remember(each);
                }
            }
        } catch (WakeupException e) {
            // closed
        }
    }

    private synchronized void remember(ConsumerRecord<String, byte[]> each) {
        Header id = each.headers().lastHeader("ce_id");
        String key = id == null ? each.topic() + each.offset() : new String(id.value(), StandardCharsets.UTF_8);
        if (seen.stream().noneMatch(known -> known.id().equals(key))) {
            Topic<?> topic = Topics.named(each.topic()).orElseThrow();
            seen.add(new Seen(
                    each.topic(), key, Instant.ofEpochMilli(each.timestamp()), EventJson.read(topic, each.value())));
        }
    }

    /** The events of a topic so far, oldest first; an event that was delivered twice counts once. */
    public synchronized <E> Stream<Sent<E>> of(Topic<E> topic) {
        return seen.stream()
                .filter(each -> each.topic().equals(topic.name()))
                .map(each -> new Sent<>(each.at(), topic.event().cast(each.event())))
                .toList()
                .stream();
    }

    /** Publishes one event and waits until Kafka has it. */
    public <E> void publish(Topic<E> topic, String subject, E event) {
        ProducerRecord<String, byte[]> message = new ProducerRecord<>(topic.name(), subject, EventJson.write(event));
        Map.of(
                        "ce_specversion",
                        "1.0",
                        "ce_id",
                        UUID.randomUUID().toString(),
                        "ce_source",
                        "/lifeboat/demo",
                        "ce_type",
                        topic.type(),
                        "ce_subject",
                        subject,
                        "ce_time",
                        clock.instant().toString(),
                        "content-type",
                        "application/json")
                .forEach((name, value) -> message.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        try (var producer = new KafkaProducer<>(connection, new StringSerializer(), new ByteArraySerializer())) {
            producer.send(message).get(20, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new LifeboatException(
                    ErrorCode.TIMED_OUT, topic.name() + " could not be published: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LifeboatException(ErrorCode.INTERNAL, "interrupted while publishing " + topic.name(), e);
        }
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
