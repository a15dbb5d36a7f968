package org.theorder.lifeboat.backup.catalogue;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.repository.KnownMarkers;

/**
 * The markers that were read in each region. What is listed every half minute reads only new ones; once an hour all are read
 * again, in case somebody has damaged one or taken it away.
 */
@ApplicationScoped
class ReadMarkers {
    private static final long EVERYTHING_AGAIN_NANOS = Duration.ofHours(1).toNanos();

    private record Known(KnownMarkers markers, long sinceNanos) {}

    private final Map<WalProofs.Place, Known> known = new ConcurrentHashMap<>();

    /** @param anew whether every marker is to be read, as for somebody who asks */
    KnownMarkers of(WalProofs.Place place, boolean anew) {
        Known before = known.get(place);
        if (before != null && !anew && System.nanoTime() - before.sinceNanos() < EVERYTHING_AGAIN_NANOS) {
            return before.markers();
        }
        KnownMarkers none = new KnownMarkers();
        known.put(place, new Known(none, System.nanoTime()));
        return none;
    }

    void keepOnly(Set<ClusterName> clusters) {
        known.keySet().removeIf(place -> !clusters.contains(place.cluster()));
    }
}
