package org.theorder.lifeboat.backup.catalogue;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.backup.cluster.Clusters;
import org.theorder.lifeboat.edge.Roles;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.backup.BackupMarker;

/** What the repository holds of a cluster, over REST. */
@Path("/clusters/{name}/backups")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Backups", description = "Backups that exist, and backups that were asked for")
public class CatalogueResource {
    private final Clusters clusters;
    private final Catalogue catalogue;
    private final BackupStanding standing;

    CatalogueResource(Clusters clusters, Catalogue catalogue, BackupStanding standing) {
        this.clusters = clusters;
        this.catalogue = catalogue;
        this.standing = standing;
    }

    /**
     * What a cluster can be restored from.
     *
     * @param backups complete ones, newest first
     * @param troubles what is wrong, by region; empty while all is well
     * @param damaged backups whose commit marker is there and cannot be read
     */
    public record Holdings(List<StoredBackup> backups, Map<RegionName, String> troubles, List<DamagedBackup> damaged) {}

    /** A backup that cannot even be listed in one region, and why. */
    public record DamagedBackup(RegionName region, String name, String reason) {}

    /** When a region's copy was last read back, and whether everything was as it must be. */
    public record VerifiedCopy(RegionName region, Instant at, boolean passed) {}

    /**
     * A complete backup.
     *
     * @param parent the backup that an incremental builds on; null for a full one
     * @param regions where it exists
     * @param missingRegions where it should exist and does not, as far as that can be known
     * @param chain what it is restored from: the full backup first, itself last; shorter if an ancestor is missing
     * @param complete whether all of the chain is listed in some region
     * @param verified the last reading back in each region
     * @param proven when a server was last restored from it and checked; null if never
     * @param held whether it stays whatever the settings say
     * @param lockedUntil until when the store lets nobody delete it; null if it is not locked
     */
    public record StoredBackup(
            BackupId backupId,
            BackupKind kind,
            @Nullable BackupId parent,
            Instant startedAt,
            Instant completedAt,
            int serverVersion,
            int timeline,
            Lsn startLsn,
            Lsn stopLsn,
            long sizeBytes,
            long storedBytes,
            long files,
            List<RegionName> regions,
            List<RegionName> missingRegions,
            List<BackupId> chain,
            boolean complete,
            List<VerifiedCopy> verified,
            @Nullable Instant proven,
            boolean held,
            @Nullable Instant lockedUntil) {}

    @GET
    @RolesAllowed(Roles.VIEWER)
    @Operation(
            operationId = "listBackups",
            summary = "The complete backups of a cluster, as the repository holds them",
            description =
                    "Lists the regions at every call; nothing comes from a database. A region that cannot be asked"
                            + " is named in troubles.")
    @APIResponse(responseCode = "404", description = "Nobody declared the cluster")
    public Holdings list(@PathParam("name") ClusterName name) {
        Map<RegionName, RegionBackups> answers = catalogue.ask(clusters.get(name));
        Map<BackupId, BackupMarker> markers = new TreeMap<>(Comparator.reverseOrder());
        Map<RegionName, String> troubles = new TreeMap<>();
        answers.forEach((region, found) -> {
            found.backups().forEach(marker -> markers.put(marker.backup(), marker));
            String trouble = found.trouble();
            if (trouble != null) {
                troubles.put(region, trouble);
            }
        });
        BackupStanding.Standing known = standing.of(clusters.get(name));
        List<DamagedBackup> damaged = new ArrayList<>();
        answers.forEach((region, found) ->
                found.damaged().forEach(each -> damaged.add(new DamagedBackup(region, each.name(), each.reason()))));
        return new Holdings(
                markers.values().stream()
                        .map(marker -> stored(marker, markers, answers, known))
                        .toList(),
                troubles,
                damaged);
    }

    private static List<BackupId> chain(BackupMarker marker, Map<BackupId, BackupMarker> markers) {
        List<BackupId> chain = new ArrayList<>(List.of(marker.backup()));
        BackupMarker child = marker;
        while (child.parent() != null && markers.containsKey(child.parent()) && !chain.contains(child.parent())) {
            child = Objects.requireNonNull(markers.get(child.parent()));
            chain.addFirst(child.backup());
        }
        return chain;
    }

    private static StoredBackup stored(
            BackupMarker marker,
            Map<BackupId, BackupMarker> markers,
            Map<RegionName, RegionBackups> answers,
            BackupStanding.Standing known) {
        List<BackupId> chain = chain(marker, markers);
        List<VerifiedCopy> verified = known.verified().getOrDefault(marker.backup(), Map.of()).entrySet().stream()
                .map(each -> new VerifiedCopy(
                        each.getKey(), each.getValue().at(), each.getValue().passed()))
                .toList();
        List<RegionName> present = new ArrayList<>();
        List<RegionName> missing = new ArrayList<>();
        new TreeMap<>(answers)
                .forEach((region, found) -> (found.backups().stream()
                                        .anyMatch(each -> each.backup().equals(marker.backup()))
                                ? present
                                : missing)
                        .add(region));
        return new StoredBackup(
                marker.backup(),
                marker.kind(),
                marker.parent(),
                marker.startedAt(),
                marker.completedAt(),
                marker.serverVersion(),
                marker.timeline(),
                marker.startLsn(),
                marker.stopLsn(),
                marker.sizeBytes(),
                marker.storedBytes(),
                marker.files(),
                present,
                missing,
                chain,
                chain.getFirst().value().endsWith("-full")
                        && answers.values().stream().anyMatch(region -> region.holds(chain)),
                verified,
                known.proven().get(marker.backup()),
                known.held().contains(marker.backup()),
                known.lockedUntil().get(marker.backup()));
    }
}
