package org.theorder.lifeboat.bench;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.theorder.lifeboat.events.EventJson;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.Topics;

/** When each {@code incident-opened} reached a reader of Kafka. */
final class IncidentsHeard implements AutoCloseable {
    private final Clock clock;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Map<String, Instant> heard = new ConcurrentHashMap<>();
    private final Thread thread = Thread.ofPlatform().daemon().name("incidents").unstarted(this::read);

    IncidentsHeard(String bootstrapServers, Clock clock) {
        this.clock = clock;
        this.consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "fetch.max.wait.ms", "100"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = List.of(new TopicPartition(Topics.INCIDENT_OPENED.name(), 0));
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        thread.start();
    }

    private void read() {
        try (consumer) {
            while (true) {
                for (ConsumerRecord<String, byte[]> each : consumer.poll(Duration.ofMillis(200))) {
                    Incident incident =
                            EventJson.read(Topics.INCIDENT_OPENED, each.value()).incident();
                    heard.putIfAbsent(key(incident.rule(), incident.subject()), clock.instant());
                }
            }
        } catch (WakeupException e) {
            // closed
        }
    }

    private static String key(String rule, String subject) {
        return rule + " " + subject;
    }

    /** Returns as soon as a rule has opened an incident for each of the subjects, or when the time is over. */
    void await(String rule, Set<String> subjects, Duration longest) throws InterruptedException {
        long deadline = System.nanoTime() + longest.toNanos();
        while (System.nanoTime() < deadline
                && !subjects.stream().allMatch(subject -> heard.containsKey(key(rule, subject)))) {
            Thread.sleep(Duration.ofMillis(100));
        }
    }

    Optional<Instant> at(String rule, String subject) {
        return Optional.ofNullable(heard.get(key(rule, subject)));
    }

    /** How many incidents a rule has opened. */
    long of(String rule) {
        return heard.keySet().stream().filter(key -> key.startsWith(rule + " ")).count();
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
