package org.theorder.lifeboat.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.LifeboatException;

class KafkaServerIT {
    @TempDir
    Path folder;

    @Test
    void recordsSurviveACrashOfTheBroker() throws Exception {
        KafkaServer server = KafkaServer.start(KafkaOptions.in(folder));
        server.createTopics(List.of("backup-completed"));
        server.createTopics(List.of("backup-completed", "heartbeat"));
        send(server, "shop", "before the crash");
        server.killHard();

        try (KafkaServer again = KafkaServer.start(KafkaOptions.in(folder))) {
            assertThat(receive(again)).isEqualTo("before the crash");
        }
    }

    @Test
    void takenPortIsToldInTheError() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            KafkaOptions options = KafkaOptions.in(folder).withPorts(taken.getLocalPort(), FreePorts.next());
            assertThatThrownBy(() -> KafkaServer.start(options))
                    .isInstanceOf(LifeboatException.class)
                    .hasMessageContaining("another program does")
                    .hasMessageNotContaining("\n");
        }
    }

    private static void send(KafkaServer server, String key, String value) throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", server.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>("backup-completed", key, value)).get(20, TimeUnit.SECONDS);
        }
    }

    private static String receive(KafkaServer server) {
        try (var consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", server.bootstrapServers(),
                        "group.id", "test",
                        "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.subscribe(List.of("backup-completed"));
            ConsumerRecords<String, String> records = ConsumerRecords.empty();
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (records.isEmpty() && System.nanoTime() < deadline) {
                records = consumer.poll(Duration.ofMillis(200));
            }
            return records.iterator().next().value();
        }
    }
}
