package org.theorder.lifeboat.backup.retention;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.cluster.Clusters;
import org.theorder.lifeboat.backup.region.RegionState;
import org.theorder.lifeboat.backup.region.Regions;
import org.theorder.lifeboat.backup.settings.RetentionSettings;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.ClusterRegistration;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.retention.ChainLocks;
import org.theorder.lifeboat.repository.storage.Storage;

/**
 * Extends the object locks that everything got with its put ({@link Cluster#writing}), in every region that can lock, as
 * chains grow. Several replicas may do it at once: a lock is only ever extended.
 */
@ApplicationScoped
public class LockKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(LockKeeper.class);

    /** The storage is none of it: a region is opened anew all the time. */
    private record Key(ClusterKeys cluster, RegionName region, UUID repository, RetentionSettings settings) {}

    private final Map<Key, ChainLocks> known = new HashMap<>();
    private final Clusters clusters;
    private final ClusterCopies copies;
    private final Regions regions;
    private final Clock clock;

    LockKeeper(Clusters clusters, ClusterCopies copies, Regions regions, Clock clock) {
        this.clusters = clusters;
        this.copies = copies;
        this.regions = regions;
        this.clock = clock;
    }

    /** Looks at every cluster that wants locks; what is known of others is forgotten. */
    public synchronized void look() {
        Set<Key> seen = new HashSet<>();
        for (Cluster cluster : clusters.all()) {
            if (cluster.settings().lock().enabled()) {
                for (RegionName name : cluster.regions()) {
                    if (regions.get(name).state() instanceof RegionState.Open open
                            && open.storage().lock().isPresent()) {
                        look(cluster, open, seen);
                    }
                }
            }
        }
        known.keySet().retainAll(seen);
    }

    private void look(Cluster cluster, RegionState.Open open, Set<Key> seen) {
        Storage region = open.storage();
        try {
            for (ClusterRegistration registration : copies.registrations(cluster, copies.of(cluster))) {
                Key key = new Key(
                        registration.keys(),
                        region.region(),
                        open.repository(),
                        cluster.settings().retention());
                seen.add(key);
                lock(registration, key, region);
            }
        } catch (LifeboatException e) {
            known.keySet().stream()
                    .filter(key -> key.cluster().cluster().equals(cluster.name())
                            && key.region().equals(region.region()))
                    .forEach(seen::add);
            LOG.warn(
                    "locks are extended later cluster={} region={} reason={}",
                    cluster.name(),
                    region.region(),
                    e.explanation());
        }
    }

    private void lock(ClusterRegistration registration, Key key, Storage region) {
        long locks = known.computeIfAbsent(
                        key,
                        _ -> new ChainLocks(
                                registration.keys(),
                                registration.walSegmentBytes(),
                                key.settings().lockTerms(),
                                clock))
                .apply(region);
        if (locks > 0) {
            LOG.info(
                    "locks are extended cluster={} region={} locks={}", registration.cluster(), region.region(), locks);
        }
    }
}
