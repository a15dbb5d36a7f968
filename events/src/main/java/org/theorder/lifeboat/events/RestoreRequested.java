package org.theorder.lifeboat.events;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Please restore this cluster.
 *
 * @param restoreId chosen by the asker; the same id twice is the same restore
 * @param timeline that recovery follows; null is the newest that leads to the target
 * @param region the copy to read; null leaves the choice to restore-service
 * @param incident the incident that this restore answers; null if none
 * @param requestedBy who asks, for the record
 */
public record RestoreRequested(
        RestoreId restoreId,
        ClusterName cluster,
        RecoveryTarget target,
        @Nullable TargetTimeline timeline,
        @Nullable RegionName region,
        Place place,
        RestoreMode mode,
        @Nullable IncidentId incident,
        String requestedBy) {

    /** A restore along the newest timeline. */
    public RestoreRequested(
            RestoreId restoreId,
            ClusterName cluster,
            RecoveryTarget target,
            @Nullable RegionName region,
            Place place,
            RestoreMode mode,
            @Nullable IncidentId incident,
            String requestedBy) {
        this(restoreId, cluster, target, null, region, place, mode, incident, requestedBy);
    }

    /**
     * Where the restored cluster goes.
     *
     * @param directory absolute path of the data directory, absent or empty unless {@code over} is given
     * @param port the TCP port on which the verified server is started; null leaves it stopped
     * @param tablespaces where tablespaces go; null or not named here: beside the data directory, and with {@code over} where
     *     they are
     * @param over the name of the cluster whose stopped data directory is to be overwritten, keeping files that are
     *     unchanged; null never overwrites anything
     */
    public record Place(
            String directory,
            @Nullable Integer port,
            @Nullable List<TablespacePlace> tablespaces,
            @Nullable ClusterName over) {

        /** A place beside everything else. */
        public Place(String directory, @Nullable Integer port) {
            this(directory, port, null, null);
        }
    }

    /**
     * Where one tablespace goes.
     *
     * @param tablespace its oid, or the path that it had on the server
     * @param directory absolute path, absent or empty
     */
    public record TablespacePlace(String tablespace, String directory) {}
}
