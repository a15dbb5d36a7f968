package org.theorder.lifeboat.backup.protection;

import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.theorder.lifeboat.backup.catalogue.Catalogue;
import org.theorder.lifeboat.backup.catalogue.RegionBackups;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.cluster.Clusters;
import org.theorder.lifeboat.events.ClusterName;

/**
 * DOWN while a protected cluster has no restorable backup in any region. Wellness, not readiness: a service that is taken
 * out of traffic or restarted for it would only take longer to make one.
 */
@Wellness
@ApplicationScoped
class BackupsWellness implements HealthCheck {
    private final Clusters clusters;
    private final Catalogue catalogue;

    BackupsWellness(Clusters clusters, Catalogue catalogue) {
        this.clusters = clusters;
        this.catalogue = catalogue;
    }

    @Override
    public HealthCheckResponse call() {
        List<String> without = clusters.all().stream()
                .map(Cluster::name)
                .filter(this::isWithoutBackup)
                .map(ClusterName::value)
                .toList();
        return HealthCheckResponse.named("backups")
                .withData("clusters", clusters.all().size())
                .withData("withoutRestorableBackup", String.join(", ", without))
                .status(without.isEmpty())
                .build();
    }

    private boolean isWithoutBackup(ClusterName cluster) {
        return catalogue.last(cluster).values().stream().noneMatch(RegionBackups::restorable);
    }
}
