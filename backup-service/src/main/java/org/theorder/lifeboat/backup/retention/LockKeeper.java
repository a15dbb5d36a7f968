package org.theorder.lifeboat.backup.retention;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.cluster.Clusters;
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

    private record Key(ClusterKeys cluster, RegionName region, Storage storage, RetentionSettings settings) {}

    private final Map<Key, ChainLocks> known = new HashMap<>();
    private final Clusters clusters;
    private final ClusterCopies copies;
    private final Clock clock;

    LockKeeper(Clusters clusters, ClusterCopies copies, Clock clock) {
        this.clusters = clusters;
        this.copies = copies;
        this.clock = clock;
    }

    /** Looks at every cluster that wants locks. */
    public synchronized void look() {
        for (Cluster cluster : clusters.all()) {
            if (!cluster.settings().lock().enabled()) {
                continue;
            }
            ClusterCopies.Copies open = copies.of(cluster);
            open.storages().forEach((name, storage) -> {
                try {
                    if (storage.lock().isPresent()) {
                        copies.registrations(cluster, open)
                                .forEach(registration -> lock(cluster, registration, name, storage));
                    }
                } catch (LifeboatException e) {
                    LOG.warn(
                            "locks are extended later cluster={} region={} reason={}",
                            cluster.name(),
                            name,
                            e.explanation());
                }
            });
        }
    }

    private void lock(Cluster cluster, ClusterRegistration registration, RegionName name, Storage storage) {
        RetentionSettings settings = cluster.settings().retention();
        long locks = known.computeIfAbsent(
                        new Key(registration.keys(), name, storage, settings),
                        key -> new ChainLocks(
                                storage,
                                registration.keys(),
                                registration.walSegmentBytes(),
                                settings.lockTerms(),
                                clock))
                .apply();
        if (locks > 0) {
            LOG.info("locks are extended cluster={} region={} locks={}", cluster.name(), name, locks);
        }
    }
}
