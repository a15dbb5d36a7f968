package org.theorder.lifeboat.events;

import org.jspecify.annotations.Nullable;

/**
 * Please restore this cluster.
 *
 * @param restoreId chosen by the asker; the same id twice is the same restore
 * @param region the copy to read; null leaves the choice to restore-service
 * @param incident the incident that this restore answers; null if none
 * @param requestedBy who asks, for the record
 */
public record RestoreRequested(
        RestoreId restoreId,
        ClusterName cluster,
        RecoveryTarget target,
        @Nullable RegionName region,
        Place place,
        RestoreMode mode,
        @Nullable IncidentId incident,
        String requestedBy) {

    /**
     * Where the restored cluster goes.
     *
     * @param directory absolute path of the data directory, absent or empty
     * @param port the TCP port on which the verified server is started; null leaves it stopped
     */
    public record Place(String directory, @Nullable Integer port) {}
}
