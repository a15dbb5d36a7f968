package org.theorder.lifeboat.backup.retention;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.backup.catalogue.Catalogue;
import org.theorder.lifeboat.backup.catalogue.RegionBackups;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.cluster.Clusters;
import org.theorder.lifeboat.backup.region.RegionState;
import org.theorder.lifeboat.backup.region.Regions;
import org.theorder.lifeboat.backup.settings.RetentionSettings;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.outbox.Lease;
import org.theorder.lifeboat.outbox.Leases;
import org.theorder.lifeboat.repository.backup.BackupMarker;

/**
 * Extends the object locks that everything got with its put ({@link Cluster#writing}), in every region that can lock, as
 * chains grow. One replica does it, as long as it lives, because it knows what is locked; should another one begin
 * meanwhile, no harm is done: a lock is only ever extended.
 */
@ApplicationScoped
public class LockKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(LockKeeper.class);
    private static final String LEASE = "locks";

    /** Longer than it is between two looks, so that nobody else takes it there. */
    private static final Duration LEASE_LASTS = Duration.ofMinutes(2);

    /** The storage is none of it: a region is opened anew all the time. */
    private record Key(ClusterName cluster, RegionName region, UUID repository, RetentionSettings settings) {}

    private final Map<Key, RegionLocks> known = new HashMap<>();
    private final Clusters clusters;
    private final Catalogue catalogue;
    private final ClusterCopies copies;
    private final Regions regions;
    private final Leases leases;
    private final Clock clock;

    LockKeeper(
            Clusters clusters, Catalogue catalogue, ClusterCopies copies, Regions regions, Leases leases, Clock clock) {
        this.clusters = clusters;
        this.catalogue = catalogue;
        this.copies = copies;
        this.regions = regions;
        this.leases = leases;
        this.clock = clock;
    }

    /** Looks at every cluster that wants locks, if no other replica does; what is known of others is forgotten. */
    public synchronized void look() {
        Optional<Lease> lease = leases.acquire(LEASE, LEASE_LASTS);
        if (lease.isEmpty()) {
            known.clear();
            return;
        }
        leases.keep(lease.get(), LEASE_LASTS, () -> LOG.info("another replica looks after locks, too"));
        try {
            lookAtAll();
        } finally {
            // not released: this replica is to be the next one, too
            leases.letGo(lease.get(), LEASE_LASTS);
        }
    }

    private void lookAtAll() {
        Set<Key> seen = new HashSet<>();
        for (Cluster cluster : clusters.all()) {
            if (cluster.settings().lock().enabled()) {
                for (RegionName name : cluster.regions()) {
                    if (regions.get(name).state() instanceof RegionState.Open open
                            && open.storage().lock().isPresent()) {
                        RetentionSettings settings = cluster.settings().retention();
                        Key key = new Key(cluster.name(), name, open.repository(), settings);
                        seen.add(key);
                        look(cluster, key, open);
                    }
                }
            }
        }
        known.keySet().retainAll(seen);
    }

    private void look(Cluster cluster, Key key, RegionState.Open open) {
        RegionBackups here = catalogue.last(cluster.name()).get(key.region());
        if (here == null) {
            return;
        }
        Set<BackupId> listed = here.backups().stream().map(BackupMarker::backup).collect(Collectors.toSet());
        try {
            long locks = known.computeIfAbsent(
                            key, _ -> new RegionLocks(key.settings().lockTerms(), clock))
                    .look(listed, () -> copies.registrations(cluster, copies.of(cluster)), open.storage());
            if (locks > 0) {
                LOG.info("locks are extended cluster={} region={} locks={}", key.cluster(), key.region(), locks);
            }
        } catch (LifeboatException e) {
            LOG.warn(
                    "locks are extended later cluster={} region={} reason={}",
                    key.cluster(),
                    key.region(),
                    e.explanation());
        }
    }
}
