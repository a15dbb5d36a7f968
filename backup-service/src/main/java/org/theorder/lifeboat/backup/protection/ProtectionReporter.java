package org.theorder.lifeboat.backup.protection;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.theorder.lifeboat.backup.catalogue.Catalogue;
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
    private final Catalogue catalogue;
    private final ProtectionMeters meters;

    ProtectionReporter(
            Clusters clusters,
            Protection protection,
            StreamSupervisor streams,
            Catalogue catalogue,
            Announcer announcer,
            Clock clock,
            ProtectionMeters meters) {
        this.clusters = clusters;
        this.protection = protection;
        this.streams = streams;
        this.catalogue = catalogue;
        this.announcer = announcer;
        this.clock = clock;
        this.meters = meters;
    }

    /** One report about every cluster whose stream is led here. */
    public void report() {
        ProtectionMeters.Round round = meters.new Round(clock.instant());
        for (Cluster cluster : clusters.all()) {
            ProtectionReported report = protection.of(cluster);
            boolean leading =
                    streams.status(cluster.name()).map(StreamStatus::leading).orElse(false);
            if (leading) {
                announcer.announce(Topics.PROTECTION_REPORTED, cluster.name().value(), report);
            }
            round.add(report, catalogue.last(cluster.name()), leading);
        }
        round.show();
    }
}
