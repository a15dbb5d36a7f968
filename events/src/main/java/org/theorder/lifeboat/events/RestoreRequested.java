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
     * @param kubernetes the volume in Kubernetes that the directory lies in, below {@code /restore}; null is the machine of
     *     restore-service
     */
    public record Place(
            String directory,
            @Nullable Integer port,
            @Nullable List<TablespacePlace> tablespaces,
            @Nullable ClusterName over,
            @Nullable KubernetesVolume kubernetes) {

        /** On the machine of restore-service. */
        public Place(
                String directory,
                @Nullable Integer port,
                @Nullable List<TablespacePlace> tablespaces,
                @Nullable ClusterName over) {
            this(directory, port, tablespaces, over, null);
        }

        /** A place beside everything else. */
        public Place(String directory, @Nullable Integer port) {
            this(directory, port, null, null);
        }
    }

    /**
     * A volume in Kubernetes, filled by a Job. Secrets are named, never given.
     *
     * @param namespace of the claim, and of the Job
     * @param claim the PersistentVolumeClaim
     * @param create how the claim is made; null is one that is there, with nothing in the directory
     * @param resources what the Job's pod may use; null is restore-service's default
     * @param credentialsSecret a Secret in the namespace with a credentials file per region, under the region's name; null
     *     asks the store's usual chain
     * @param identitiesSecret a Secret in the namespace whose entries are files with age identities; null reads with none
     */
    public record KubernetesVolume(
            String namespace,
            String claim,
            @Nullable NewClaim create,
            @Nullable PodResources resources,
            @Nullable String credentialsSecret,
            @Nullable String identitiesSecret) {}

    /**
     * A PersistentVolumeClaim to be made.
     *
     * @param size as Kubernetes writes it, for example {@code 20Gi}
     * @param storageClass null is the namespace's default class
     */
    public record NewClaim(String size, @Nullable String storageClass) {}

    /**
     * Requests and limits at once, as Kubernetes writes them; null is the default.
     *
     * @param cpu for example {@code 2} or {@code 500m}
     * @param memory for example {@code 2Gi}
     */
    public record PodResources(
            @Nullable String cpu, @Nullable String memory) {}

    /**
     * Where one tablespace goes.
     *
     * @param tablespace its oid, or the path that it had on the server
     * @param directory absolute path, absent or empty
     */
    public record TablespacePlace(String tablespace, String directory) {}
}
