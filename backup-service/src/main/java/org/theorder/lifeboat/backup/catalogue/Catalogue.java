package org.theorder.lifeboat.backup.catalogue;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.cluster.Clusters;
import org.theorder.lifeboat.backup.cluster.Registrar;
import org.theorder.lifeboat.backup.region.Region;
import org.theorder.lifeboat.backup.region.RegionState;
import org.theorder.lifeboat.backup.region.Regions;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.BackupCatalogue;
import org.theorder.lifeboat.repository.ClusterRegistration;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.wal.WalReader;

/**
 * The backups of every cluster in every region. {@link #ask} lists the repository; {@link #last} is what it said last,
 * for those who ask every second.
 */
@ApplicationScoped
public class Catalogue {
    private static final long INTERVAL_NANOS = 30_000_000_000L;
    private static final Logger LOG = LoggerFactory.getLogger(Catalogue.class);

    private final Map<ClusterName, Map<RegionName, RegionBackups>> last = new ConcurrentHashMap<>();
    private final Clusters clusters;
    private final Regions regions;
    private final Registrar registrar;
    private long seenChanges = -1;
    private long listedAt;

    Catalogue(Clusters clusters, Regions regions, Registrar registrar) {
        this.clusters = clusters;
        this.regions = regions;
        this.registrar = registrar;
    }

    /** Asks all regions about all clusters if half a minute has passed, or if a region has come or gone. */
    public void look() {
        long changes = regions.changes();
        if (changes != seenChanges || System.nanoTime() - listedAt > INTERVAL_NANOS) {
            seenChanges = changes;
            listedAt = System.nanoTime();
            refresh();
        }
    }

    private void refresh() {
        for (Cluster cluster : clusters.all()) {
            try {
                ask(cluster);
            } catch (LifeboatException e) {
                LOG.warn("backups could not be listed cluster={} reason={}", cluster.name(), e.explanation());
            }
        }
    }

    /** What the regions said last; empty before they were asked. */
    public Map<RegionName, RegionBackups> last(ClusterName cluster) {
        return last.getOrDefault(cluster, Map.of());
    }

    /** Asks all regions of a cluster now. */
    public Map<RegionName, RegionBackups> ask(Cluster cluster) {
        Optional<ClusterRegistration> bound = registrar.known(cluster);
        Map<RegionName, RegionBackups> answers = new TreeMap<>();
        for (RegionName name : cluster.regions()) {
            answers.put(name, ask(regions.get(name), bound));
        }
        last.put(cluster.name(), Map.copyOf(answers));
        return answers;
    }

    /** The newest backup that any region has; what the next one must come after. */
    public Optional<BackupId> newestAnywhere(Cluster cluster) {
        return ask(cluster).values().stream()
                .flatMap(region -> region.newest().stream())
                .map(BackupMarker::backup)
                .max(BackupId::compareTo);
    }

    private RegionBackups ask(Region region, Optional<ClusterRegistration> bound) {
        switch (region.state()) {
            case RegionState.Closed closed -> {
                return new RegionBackups(region.name(), List.of(), List.of(), closed.reason(), false);
            }
            case RegionState.Open open -> {
                if (bound.isEmpty()) {
                    return new RegionBackups(region.name(), List.of(), List.of(), null, false);
                }
                try {
                    return ask(region.name(), open.storage(), bound.get());
                } catch (LifeboatException e) {
                    return new RegionBackups(region.name(), List.of(), List.of(), e.explanation(), false);
                }
            }
        }
    }

    private static RegionBackups ask(RegionName name, Storage storage, ClusterRegistration bound) {
        BackupCatalogue found = new ClusterRepository(storage, bound.keys()).backups();
        Optional<String> missing = found.newest()
                .flatMap(newest -> new WalContinuity(
                                new WalReader(List.of(storage), bound.keys(), bound.walSegmentBytes()))
                        .missingBehind(newest));
        String damage = found.damaged().isEmpty()
                ? null
                : found.damaged().size() + " backups are damaged, for example "
                        + found.damaged().getFirst().reason();
        return new RegionBackups(
                name,
                found.complete(),
                found.damaged(),
                missing.orElse(damage),
                found.newest().isPresent() && missing.isEmpty());
    }
}
