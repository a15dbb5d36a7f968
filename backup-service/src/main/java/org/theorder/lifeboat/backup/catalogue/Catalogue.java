package org.theorder.lifeboat.backup.catalogue;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.cluster.Clusters;
import org.theorder.lifeboat.backup.cluster.Registrar;
import org.theorder.lifeboat.backup.region.Region;
import org.theorder.lifeboat.backup.region.RegionQuestion;
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
import org.theorder.lifeboat.repository.records.BackupRecords;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.wal.WalReader;

/**
 * The backups of every cluster in every region. {@link #ask} lists the repository; {@link #last} is what it said last,
 * for those who ask every second.
 */
@ApplicationScoped
public class Catalogue {
    private static final long INTERVAL_NANOS = 30_000_000_000L;

    /** Of very many clusters, so many are asked about in a second, so that stores have an even and bounded load. */
    private static final int AT_ONCE = 10;

    /** A region that takes longer to list is left out of the answer; what it says late is not lost, it is asked again. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final Logger LOG = LoggerFactory.getLogger(Catalogue.class);

    private final Map<ClusterName, Map<RegionName, RegionBackups>> last = new ConcurrentHashMap<>();
    private final Clusters clusters;
    private final Regions regions;
    private final Registrar registrar;
    private final WalProofs proofs;
    private final ReadMarkers markers;
    private final Clock clock;
    private final Deque<Cluster> toAsk = new ArrayDeque<>();
    private long seenChanges = -1;
    private long begunAt;

    Catalogue(
            Clusters clusters,
            Regions regions,
            Registrar registrar,
            WalProofs proofs,
            ReadMarkers markers,
            Clock clock) {
        this.clusters = clusters;
        this.regions = regions;
        this.registrar = registrar;
        this.proofs = proofs;
        this.markers = markers;
        this.clock = clock;
    }

    /**
     * Asks all regions about all clusters, in turn, and begins again half a minute after the last beginning, or when a
     * region has come or gone. Called every second by one thread.
     */
    public void look() {
        long changes = regions.changes();
        if (changes != seenChanges || (toAsk.isEmpty() && System.nanoTime() - begunAt > INTERVAL_NANOS)) {
            seenChanges = changes;
            begunAt = System.nanoTime();
            toAsk.clear();
            toAsk.addAll(clusters.all());
            keepOnly(toAsk.stream().map(Cluster::name).collect(Collectors.toSet()));
        }
        for (int asked = 0; asked < AT_ONCE && !toAsk.isEmpty(); asked++) {
            Cluster cluster = toAsk.removeFirst();
            try {
                refresh(cluster);
            } catch (LifeboatException e) {
                LOG.warn("backups could not be listed cluster={} reason={}", cluster.name(), e.explanation());
            }
        }
    }

    private void keepOnly(Set<ClusterName> declared) {
        last.keySet().retainAll(declared);
        proofs.keepOnly(declared);
        markers.keepOnly(declared);
    }

    /** What the regions said last; empty before they were asked. */
    public Map<RegionName, RegionBackups> last(ClusterName cluster) {
        return last.getOrDefault(cluster, Map.of());
    }

    /**
     * Asks all regions of a cluster now, all at once, and reads every marker; a region that does not answer in time is
     * reported as such.
     */
    public Map<RegionName, RegionBackups> ask(Cluster cluster) {
        return ask(cluster, true);
    }

    /** The same; markers that were read within the last hour are not read again. */
    Map<RegionName, RegionBackups> refresh(Cluster cluster) {
        return ask(cluster, false);
    }

    private Map<RegionName, RegionBackups> ask(Cluster cluster, boolean anew) {
        Optional<ClusterRegistration> bound = registrar.known(cluster);
        Map<RegionName, Supplier<RegionBackups>> questions = new LinkedHashMap<>();
        cluster.regions().forEach(name -> questions.put(name, () -> ask(cluster, regions.get(name), bound, anew)));
        Map<RegionName, RegionBackups> answers = new TreeMap<>();
        RegionQuestion.ask(questions, PATIENCE)
                .forEach((name, answer) -> answers.put(
                        name,
                        switch (answer) {
                            case RegionQuestion.Answer.Said<RegionBackups> said -> said.value();
                            case RegionQuestion.Answer.Failed<RegionBackups> failed ->
                                unknown(name, failed.reason().explanation());
                        }));
        Map<RegionName, RegionBackups> compared = new BackupFaults(clock.instant()).compared(answers);
        last.put(cluster.name(), Map.copyOf(compared));
        return compared;
    }

    private static RegionBackups unknown(RegionName name, @Nullable String trouble) {
        return new RegionBackups(name, List.of(), List.of(), trouble, false, List.of(), null, Set.of(), null);
    }

    /** The newest backup that any region has; what the next one must come after. */
    public Optional<BackupId> newestAnywhere(Cluster cluster) {
        return ask(cluster).values().stream()
                .flatMap(region -> region.newest().stream())
                .map(BackupMarker::backup)
                .max(BackupId::compareTo);
    }

    private RegionBackups ask(Cluster cluster, Region region, Optional<ClusterRegistration> bound, boolean anew) {
        return switch (region.state()) {
            case RegionState.Closed closed -> unknown(region.name(), closed.reason());
            case RegionState.Open open -> {
                try {
                    yield bound.isEmpty() ? unknown(region.name(), null) : ask(cluster, open, bound.get(), anew);
                } catch (LifeboatException e) {
                    yield unknown(region.name(), e.explanation());
                }
            }
        };
    }

    private RegionBackups ask(Cluster cluster, RegionState.Open open, ClusterRegistration bound, boolean anew) {
        Storage storage = open.storage();
        ClusterRepository repository = new ClusterRepository(storage, bound.keys());
        WalProofs.Place place = new WalProofs.Place(cluster.name(), storage.region(), open.repository());
        BackupCatalogue found = repository.backups(markers.of(place, anew));
        Map<BackupId, BackupRecords.Verified> verified = repository.records().verified();
        Optional<MissingWal> missing = found.newest()
                .flatMap(newest -> proofs.missing(
                        place, new WalReader(List.of(storage), bound.keys(), bound.walSegmentBytes()), newest));
        String damage = found.damaged().isEmpty()
                ? null
                : found.damaged().size() + " backups are damaged, for example "
                        + found.damaged().getFirst().reason();
        return new RegionBackups(
                storage.region(),
                found.complete(),
                found.damaged(),
                missing.map(MissingWal::explanation).orElse(damage),
                found.newest().isPresent() && missing.isEmpty(),
                List.of(),
                missing.orElse(null),
                verified.entrySet().stream()
                        .filter(last -> !last.getValue().passed())
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet()),
                found.complete().reversed().stream()
                        .filter(backup -> Optional.ofNullable(verified.get(backup.backup()))
                                .map(BackupRecords.Verified::passed)
                                .orElse(false))
                        .findFirst()
                        .map(BackupMarker::completedAt)
                        .orElse(null));
    }
}
