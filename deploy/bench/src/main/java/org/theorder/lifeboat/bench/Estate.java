package org.theorder.lifeboat.bench;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.theorder.lifeboat.events.BackupFailed;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.EventJson;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.ProtectionReported;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;

/** What backup-service tells of many clusters: each is reported every ten seconds, as it does for more than 200. */
final class Estate implements AutoCloseable {
    private static final Duration REPORTED_EVERY = Duration.ofSeconds(10);
    private static final Lsn POSITION = Lsn.parse("0/5000000");
    private static final List<RegionName> REGIONS = List.of(new RegionName("primary"), new RegionName("dr"));

    private final Clock clock;
    private final KafkaProducer<String, byte[]> producer;
    private final ScheduledExecutorService reports = Executors.newSingleThreadScheduledExecutor();

    Estate(String bootstrapServers, Clock clock, int clusters) {
        this.clock = clock;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "linger.ms", "0"),
                new StringSerializer(),
                new ByteArraySerializer());
        long pause = REPORTED_EVERY.toNanos() / clusters;
        for (int number = 0; number < clusters; number++) {
            String cluster = cluster(number);
            var _ = reports.scheduleAtFixedRate(
                    () -> report(cluster), number * pause, REPORTED_EVERY.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    static String cluster(int number) {
        return "c-" + number;
    }

    private void report(String cluster) {
        Instant now = clock.instant();
        send(
                Topics.PROTECTION_REPORTED,
                cluster,
                new ProtectionReported(
                        new ClusterName(cluster),
                        now,
                        POSITION,
                        true,
                        null,
                        REGIONS.stream()
                                .map(region -> new ProtectionReported.Region(
                                        region,
                                        POSITION,
                                        now,
                                        new BackupId("20261122T120000123Z-full"),
                                        now.minusSeconds(600),
                                        null))
                                .toList()));
    }

    /** @return when Kafka was given it */
    Instant failBackup(String cluster) {
        Instant now = clock.instant();
        send(
                Topics.BACKUP_FAILED,
                cluster,
                new BackupFailed(
                        null,
                        new ClusterName(cluster),
                        BackupKind.FULL,
                        ErrorCode.STORE_UNREACHABLE,
                        "region dr cannot be written: no space left on device",
                        now.minusSeconds(3),
                        now,
                        BackupKind.FULL,
                        null,
                        null,
                        3_000L));
        return now;
    }

    private <E> void send(Topic<E> topic, String subject, E event) {
        ProducerRecord<String, byte[]> message = new ProducerRecord<>(topic.name(), subject, EventJson.write(event));
        Map.of(
                        "ce_specversion",
                        "1.0",
                        "ce_id",
                        UUID.randomUUID().toString(),
                        "ce_source",
                        "/lifeboat/bench",
                        "ce_type",
                        topic.type(),
                        "ce_subject",
                        subject,
                        "ce_time",
                        clock.instant().toString(),
                        "content-type",
                        "application/json")
                .forEach((name, value) -> message.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        var _ = producer.send(message);
    }

    @Override
    public void close() {
        reports.shutdownNow();
        producer.close();
    }
}
