package org.theorder.lifeboat.backup.verification;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.cluster.Clusters;
import org.theorder.lifeboat.backup.protection.FaultSource;
import org.theorder.lifeboat.backup.region.Region;
import org.theorder.lifeboat.backup.region.RegionState;
import org.theorder.lifeboat.backup.region.Regions;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.ProtectionReported.Fault;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.storage.Storage;

/**
 * Which backups are known as damaged: a fault of the cluster's protection until a later reading finds them well. It is known
 * from the names of what was written down, so after a restart too, and of what another replica has read. Until every open
 * region was asked once, nothing is told of the cluster: the fault would seem to be gone.
 */
@ApplicationScoped
public class KnownDamage implements FaultSource {
    private record Place(ClusterName cluster, RegionName region) {}

    private final Map<Place, CopyDamage> copies = new ConcurrentHashMap<>();
    private final Clusters clusters;
    private final Regions regions;

    KnownDamage(Clusters clusters, Regions regions) {
        this.clusters = clusters;
        this.regions = regions;
    }

    /**
     * Recalls what an open region knows of each cluster, now and then. Called every two seconds, by a thread per region,
     * because one that is slow must not hold up what the others know.
     *
     * @throws LifeboatException the last reason why a cluster could not be asked about, after all were
     */
    public void look(Region region) {
        if (!(region.state() instanceof RegionState.Open open)) {
            return;
        }
        Set<ClusterName> declared = clusters.all().stream().map(Cluster::name).collect(Collectors.toSet());
        copies.keySet().removeIf(place -> !declared.contains(place.cluster()));
        LifeboatException failed = null;
        for (Cluster cluster : clusters.all()) {
            if (cluster.regions().contains(region.name())
                    && of(cluster, region.name()).isDue()) {
                try {
                    recall(cluster, open.storage());
                } catch (LifeboatException e) {
                    failed = e;
                }
            }
        }
        if (failed != null) {
            throw failed;
        }
    }

    private CopyDamage of(Cluster cluster, RegionName region) {
        return copies.computeIfAbsent(new Place(cluster.name(), region), _ -> new CopyDamage());
    }

    /** Asks a region now; the damaged backups of a cluster there, oldest first. */
    List<BackupId> recall(Cluster cluster, Storage storage) {
        return of(cluster, storage.region()).recall(cluster.name(), storage);
    }

    /** A region that is open and cannot be listed must not keep everything else from being told: it was asked. */
    @Override
    public boolean isKnown(Cluster cluster) {
        return cluster.regions().stream()
                .filter(region -> regions.get(region).state() instanceof RegionState.Open)
                .allMatch(region -> of(cluster, region).wasAsked());
    }

    @Override
    public List<Fault> faults(Cluster cluster) {
        return cluster.regions().stream()
                .flatMap(region -> of(cluster, region).fault().stream())
                .toList();
    }
}
