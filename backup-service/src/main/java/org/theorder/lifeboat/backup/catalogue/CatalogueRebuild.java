package org.theorder.lifeboat.backup.catalogue;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.theorder.lifeboat.backup.cluster.Clusters;
import org.theorder.lifeboat.backup.region.Region;
import org.theorder.lifeboat.backup.region.RegionState;
import org.theorder.lifeboat.backup.region.Regions;
import org.theorder.lifeboat.backup.upkeep.UpkeepRequest;
import org.theorder.lifeboat.backup.upkeep.UpkeepWork;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.repository.ClusterRegistration;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.storage.Storage;

/**
 * Makes what the service's schema says about stored backups anew, out of the repository. Listings, retention, chains and
 * streaming ask the repository anyway; what is lost with the schema is the history of requests, and the declarations of
 * clusters that were made over REST, which hold passwords and so are not in the repository.
 */
@ApplicationScoped
class CatalogueRebuild implements UpkeepWork {
    private final Regions regions;
    private final Clusters clusters;
    private final Catalogue catalogue;
    private final Database database;

    CatalogueRebuild(Regions regions, Clusters clusters, Catalogue catalogue, Database database) {
        this.regions = regions;
        this.clusters = clusters;
        this.catalogue = catalogue;
        this.database = database;
    }

    /**
     * What the repository holds.
     *
     * @param requests finished requests that were written anew, one for each backup that had none
     * @param troubles regions and clusters that could not be read, for people
     */
    public record Rebuilt(List<Found> clusters, int requests, List<String> troubles) {}

    /**
     * @param declared whether the service knows how to reach it; if not, POST /clusters declares it again
     * @param systemIdentifiers all servers that had the name, the present one last
     */
    public record Found(ClusterName cluster, boolean declared, List<String> systemIdentifiers, int backups) {}

    @Override
    public UpkeepRequest.Task task() {
        return UpkeepRequest.Task.CATALOGUE_REBUILD;
    }

    /** Done twice it is done once, also at the same time. */
    @Override
    public Rebuilt carryOut(UpkeepRequest request) {
        List<String> troubles = new ArrayList<>();
        Map<ClusterName, Map<BackupId, BackupMarker>> backups = new TreeMap<>();
        Map<ClusterName, Map<BackupId, Set<RegionName>>> present = new TreeMap<>();
        Map<ClusterName, List<String>> servers = new TreeMap<>();
        for (Region region : regions.all()) {
            switch (region.state()) {
                case RegionState.Closed closed ->
                    troubles.add("region " + region.name() + " was left out: " + closed.reason());
                case RegionState.Open open -> read(open.storage(), backups, present, servers, troubles);
            }
        }
        int requests = 0;
        List<Found> found = new ArrayList<>();
        for (ClusterName name : servers.keySet()) {
            Map<BackupId, BackupMarker> markers = backups.getOrDefault(name, Map.of());
            for (BackupMarker marker : markers.values()) {
                requests +=
                        insert(marker, present.getOrDefault(name, Map.of()).getOrDefault(marker.backup(), Set.of()));
            }
            boolean declared = clusters.find(name).isPresent();
            clusters.find(name).ifPresent(catalogue::ask);
            found.add(new Found(name, declared, servers.getOrDefault(name, List.of()), markers.size()));
        }
        return new Rebuilt(found, requests, troubles);
    }

    private static void read(
            Storage storage,
            Map<ClusterName, Map<BackupId, BackupMarker>> backups,
            Map<ClusterName, Map<BackupId, Set<RegionName>>> present,
            Map<ClusterName, List<String>> servers,
            List<String> troubles) {
        try {
            for (ClusterName name : ClusterRepository.clusters(storage)) {
                for (ClusterRegistration registration : ClusterRepository.registrations(storage, name)) {
                    List<String> known = servers.computeIfAbsent(name, _ -> new ArrayList<>());
                    String identifier = registration.systemIdentifier().toString();
                    if (!known.contains(identifier)) {
                        known.add(identifier);
                    }
                    for (BackupMarker marker : new ClusterRepository(storage, registration.keys())
                            .backups()
                            .complete()) {
                        backups.computeIfAbsent(name, _ -> new TreeMap<>()).put(marker.backup(), marker);
                        present.computeIfAbsent(name, _ -> new TreeMap<>())
                                .computeIfAbsent(marker.backup(), _ -> new HashSet<>())
                                .add(storage.region());
                    }
                }
            }
        } catch (LifeboatException e) {
            troubles.add("region " + storage.region() + ": " + e.explanation());
        }
    }

    /** A finished request, with an id that is made of its backup, so that doing it twice is doing it once. */
    private int insert(BackupMarker marker, Set<RegionName> regions) {
        UUID id = UUID.nameUUIDFromBytes((marker.cluster() + "/" + marker.backup()).getBytes(StandardCharsets.UTF_8));
        return database.update(
                """
                insert into backup_job (id, cluster, kind, requested_by, requested_at, state, attempt, next_attempt_at,
                                        backup_id, started_at, finished_at, bytes_done, bytes_total, stored_bytes, regions)
                select $1, $2, $3, 'the repository: its request is not known any more', $4, 'COMPLETED', 1, $4,
                       $5, $4, $6, $7, $7, $8, $9
                 where not exists (select 1 from backup_job where cluster = $2 and backup_id = $5)
                on conflict (id) do nothing""",
                id,
                marker.cluster().value(),
                marker.kind().name(),
                marker.startedAt(),
                marker.backup().value(),
                marker.completedAt(),
                marker.sizeBytes(),
                marker.storedBytes(),
                new TreeSet<>(regions).stream().map(RegionName::value).toArray(String[]::new));
    }
}
