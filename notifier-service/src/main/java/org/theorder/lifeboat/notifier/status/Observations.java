package org.theorder.lifeboat.notifier.status;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.notifier.evidence.ClusterEvidence;
import org.theorder.lifeboat.notifier.incident.RecordedIncident;
import org.theorder.lifeboat.notifier.maintenance.Maintenance;
import org.theorder.lifeboat.notifier.promotion.Standing;
import org.theorder.lifeboat.notifier.recovery.Recovery;

/**
 * Everything that was recorded, read at one moment.
 *
 * @param incidents newest first: all open ones and the recent ones
 * @param clusters what is known about each cluster
 * @param firstSeen since when each component is recorded, by its id
 * @param past what uptime rests on
 * @param monitoringHeardAt the newest heartbeat of monitor-service; null before the first
 * @param maintenances all that are not over and the newest others
 * @param recoveries restores that are meant and have not ended
 * @param standing whether this page is the one to read
 */
public record Observations(
        List<RecordedIncident> incidents,
        Map<ClusterName, ClusterEvidence> clusters,
        Map<String, Instant> firstSeen,
        Past past,
        @Nullable Instant monitoringHeardAt,
        List<Maintenance> maintenances,
        List<Recovery> recoveries,
        Standing standing) {
    /** Nothing was recorded. */
    public static Observations none(Standing standing) {
        return new Observations(List.of(), Map.of(), Map.of(), Past.NONE, null, List.of(), List.of(), standing);
    }

    public ClusterEvidence evidence(ClusterName cluster) {
        return clusters.getOrDefault(cluster, ClusterEvidence.none(cluster));
    }
}
