package org.theorder.lifeboat.backup.protection;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.cluster.Clusters;
import org.theorder.lifeboat.backup.wal.StreamStatus;
import org.theorder.lifeboat.backup.wal.StreamSupervisor;
import org.theorder.lifeboat.events.ProtectionReported;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.Announcer;

/** Tells every two seconds how safe each cluster is: to Kafka and to the metrics. */
@ApplicationScoped
public class ProtectionReporter {
    private final Clusters clusters;
    private final Protection protection;
    private final StreamSupervisor streams;
    private final Announcer announcer;
    private final Clock clock;
    private final MultiGauge newestBackupAge;
    private final MultiGauge recoveryPoint;
    private final MultiGauge retainedWal;

    ProtectionReporter(
            Clusters clusters,
            Protection protection,
            StreamSupervisor streams,
            Announcer announcer,
            Clock clock,
            MeterRegistry meters) {
        this.clusters = clusters;
        this.protection = protection;
        this.streams = streams;
        this.announcer = announcer;
        this.clock = clock;
        this.newestBackupAge = MultiGauge.builder("lifeboat.backup.newest.age")
                .description("Age of the newest complete backup; NaN if there is none")
                .baseUnit("seconds")
                .register(meters);
        this.recoveryPoint = MultiGauge.builder("lifeboat.rpo")
                .description("What a disaster at this moment would cost; NaN if unknown")
                .baseUnit("seconds")
                .register(meters);
        this.retainedWal = MultiGauge.builder("lifeboat.wal.retained")
                .description("WAL that the primary keeps because it is not durable in the repository yet")
                .baseUnit("bytes")
                .register(meters);
    }

    /** One report about every cluster whose stream is led here. */
    public void report() {
        List<MultiGauge.Row<?>> ages = new ArrayList<>();
        List<MultiGauge.Row<?>> points = new ArrayList<>();
        List<MultiGauge.Row<?>> retained = new ArrayList<>();
        Instant now = clock.instant();
        for (Cluster cluster : clusters.all()) {
            ProtectionReported report = protection.of(cluster);
            StreamStatus stream = streams.status(cluster.name()).orElse(null);
            if (stream != null && stream.leading()) {
                announcer.announce(Topics.PROTECTION_REPORTED, cluster.name().value(), report);
                retained.add(
                        MultiGauge.Row.of(Tags.of("cluster", cluster.name().value()), (double) stream.retainedBytes()));
            }
            for (ProtectionReported.Region region : report.regions()) {
                Tags tags = Tags.of(
                        "cluster",
                        cluster.name().value(),
                        "region",
                        region.region().value());
                ages.add(MultiGauge.Row.of(tags, seconds(region.newestBackupAt(), now)));
                points.add(MultiGauge.Row.of(tags, seconds(region.safeThrough(), now)));
            }
        }
        newestBackupAge.register(ages, true);
        recoveryPoint.register(points, true);
        retainedWal.register(retained, true);
    }

    private static double seconds(@Nullable Instant since, Instant now) {
        return since == null ? Double.NaN : Duration.between(since, now).toMillis() / 1000.0;
    }
}
