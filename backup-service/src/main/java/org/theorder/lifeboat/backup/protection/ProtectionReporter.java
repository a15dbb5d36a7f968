package org.theorder.lifeboat.backup.protection;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import org.theorder.lifeboat.backup.catalogue.Catalogue;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.cluster.Clusters;
import org.theorder.lifeboat.backup.wal.StreamSupervisor;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ProtectionReported;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.Announcer;

/**
 * Tells how safe each cluster is: to Kafka at a {@linkplain ReportPace pace} that listeners can follow, to the other replicas,
 * and to the metrics.
 */
@ApplicationScoped
public class ProtectionReporter {
    private final ReportPace pace = new ReportPace();
    private final Clusters clusters;
    private final Protection protection;
    private final StreamSupervisor streams;
    private final Announcer announcer;
    private final Catalogue catalogue;
    private final LastReports reports;
    private final ProtectionMeters meters;

    ProtectionReporter(
            Clusters clusters,
            Protection protection,
            StreamSupervisor streams,
            Catalogue catalogue,
            Announcer announcer,
            LastReports reports,
            ProtectionMeters meters) {
        this.clusters = clusters;
        this.protection = protection;
        this.streams = streams;
        this.catalogue = catalogue;
        this.announcer = announcer;
        this.reports = reports;
        this.meters = meters;
    }

    /** Looks at every cluster, and tells of those whose stream is led here. Called by one thread, every two seconds. */
    public void report() {
        Collection<Cluster> all = clusters.all();
        Set<ClusterName> names = all.stream().map(Cluster::name).collect(Collectors.toSet());
        pace.begin(names);
        meters.keepOnly(names);
        for (Cluster cluster : all) {
            boolean known = protection.isKnown(cluster);
            ProtectionReported report = protection.of(cluster);
            boolean leading = streams.isLeading(cluster.name());
            if (!leading || !known) {
                pace.forget(cluster.name());
            } else if (pace.isDue(report, names.size())) {
                announcer.announce(Topics.PROTECTION_REPORTED, cluster.name().value(), report);
                reports.told(report);
            }
            meters.show(report, catalogue.last(cluster.name()), leading);
        }
    }
}
