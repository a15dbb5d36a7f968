package org.theorder.lifeboat.backup.run;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.cluster.Clusters;
import org.theorder.lifeboat.backup.protection.FaultSource;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.ProtectionReported.Fault;

/**
 * Clusters whose newest incremental had to be a full backup because the server had no WAL summaries. Read from the jobs,
 * so it makes no difference which replica took the backup, and when.
 */
@ApplicationScoped
public class SummariesMissing implements FaultSource {
    private static final Logger LOG = LoggerFactory.getLogger(SummariesMissing.class);

    private final BackupJobStore store;
    private final Clusters clusters;
    private volatile Map<ClusterName, Fault> faults = Map.of();

    SummariesMissing(BackupJobStore store, Clusters clusters) {
        this.store = store;
        this.clusters = clusters;
    }

    /** Called every few seconds by one thread. */
    public void look() {
        try {
            faults = store.withoutSummaries(
                    clusters.all().stream().map(Cluster::name).toList());
        } catch (LifeboatException e) {
            LOG.debug("what the newest incrementals became is looked up later reason={}", e.explanation());
        }
    }

    @Override
    public List<Fault> faults(Cluster cluster) {
        return Optional.ofNullable(faults.get(cluster.name())).stream().toList();
    }
}
