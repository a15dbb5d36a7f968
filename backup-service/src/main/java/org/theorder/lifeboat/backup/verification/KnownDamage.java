package org.theorder.lifeboat.backup.verification;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.cluster.Clusters;
import org.theorder.lifeboat.backup.duty.SeveralAtOnce;
import org.theorder.lifeboat.backup.protection.FaultSource;
import org.theorder.lifeboat.backup.region.Region;
import org.theorder.lifeboat.backup.region.RegionState;
import org.theorder.lifeboat.backup.region.Regions;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.ProtectionReported.Fault;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.records.BackupRecords;
import org.theorder.lifeboat.repository.records.Verification;
import org.theorder.lifeboat.repository.storage.Storage;

/**
 * Which backups are known as damaged: a fault of the cluster's protection until a later reading finds them well. It is known
 * from the names of what was written down, so after a restart too, and of what another replica has read. Until every open
 * region was asked once, nothing is told of the cluster: the fault would seem to be gone.
 */
@ApplicationScoped
public class KnownDamage implements FaultSource {
    /** With three questions of 50 ms each, a thousand clusters take ten seconds. */
    static final int AT_ONCE = 16;

    private record Place(ClusterName cluster, RegionName region) {}

    private final Map<Place, CopyDamage> copies = new ConcurrentHashMap<>();
    private final SeveralAtOnce severalAtOnce = new SeveralAtOnce(AT_ONCE);
    private final Clusters clusters;
    private final Regions regions;

    KnownDamage(Clusters clusters, Regions regions) {
        this.clusters = clusters;
        this.regions = regions;
    }

    /**
     * Recalls what an open region knows of each cluster, now and then. Called every two seconds, by a thread per region,
     * because one that is slow must not hold up what the others know; and of several clusters at once, because each takes a
     * store some round trips, and nothing is told of any that was not asked about yet.
     *
     * @throws LifeboatException the last reason why a cluster could not be asked about, after all were
     */
    public void look(Region region) throws InterruptedException {
        if (!(region.state() instanceof RegionState.Open open)) {
            return;
        }
        Set<ClusterName> declared = clusters.all().stream().map(Cluster::name).collect(Collectors.toSet());
        copies.keySet().removeIf(place -> !declared.contains(place.cluster()));
        List<Cluster> due = clusters.all().stream()
                .filter(cluster -> cluster.regions().contains(region.name())
                        && of(cluster, region.name()).isDue())
                .toList();
        severalAtOnce.each(due, cluster -> recall(cluster, open.storage()));
    }

    private CopyDamage of(Cluster cluster, RegionName region) {
        return copies.computeIfAbsent(new Place(cluster.name(), region), _ -> new CopyDamage());
    }

    private void recall(Cluster cluster, Storage storage) {
        of(cluster, storage.region()).recall(cluster.name(), storage);
    }

    /**
     * A backup was read back in a region: writes it down there.
     *
     * @return the damaged backups of the cluster there, oldest first
     * @throws LifeboatException if the region cannot be asked which others are; then nothing was written down
     */
    List<BackupId> readBack(Cluster cluster, Storage storage, BackupRecords records, Verification found) {
        return of(cluster, storage.region()).readBack(cluster.name(), storage, records, found);
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
