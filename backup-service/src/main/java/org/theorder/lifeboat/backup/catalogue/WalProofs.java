package org.theorder.lifeboat.backup.catalogue;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.wal.WalReader;

/**
 * What WAL was found whole in each region. A look lists only what has come since; once an hour everything is looked at
 * again, in case somebody has taken something away.
 */
@ApplicationScoped
class WalProofs {
    private static final long EVERYTHING_AGAIN_NANOS = Duration.ofHours(1).toNanos();

    /** Another repository in the same region is another place. */
    record Place(ClusterName cluster, RegionName region, UUID repository) {}

    private record Known(ProvenWal wal, long sinceNanos) {}

    private final Map<Place, Known> proven = new ConcurrentHashMap<>();

    /** WAL that is missing behind a backup; empty if nothing is. */
    Optional<MissingWal> missing(Place place, WalReader reader, BackupMarker newest) {
        Known known = proven.get(place);
        boolean fresh = known != null && System.nanoTime() - known.sinceNanos() < EVERYTHING_AGAIN_NANOS;
        WalContinuity.Finding finding =
                new WalContinuity(reader).behind(newest, fresh && known != null ? known.wal() : null);
        remember(place, finding.proven(), fresh && known != null ? known.sinceNanos() : System.nanoTime());
        return Optional.ofNullable(finding.missing());
    }

    void keepOnly(Set<ClusterName> clusters) {
        proven.keySet().removeIf(place -> !clusters.contains(place.cluster()));
    }

    private void remember(Place place, @Nullable ProvenWal wal, long since) {
        if (wal == null) {
            proven.remove(place);
        } else {
            proven.put(place, new Known(wal, since));
        }
    }
}
