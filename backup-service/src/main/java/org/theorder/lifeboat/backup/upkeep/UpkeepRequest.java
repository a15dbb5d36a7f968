package org.theorder.lifeboat.backup.upkeep;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ClusterName;

/**
 * Something that was asked for and may take longer than an answer may.
 *
 * @param cluster null if it is about all of them
 * @param backupId null if it is about all of them
 * @param attempts how often a replica has begun it; more than one if replicas have died at it
 * @param finishedAt null while it is not over
 * @param error code of the problem, for example {@code not-found}; null unless it failed
 * @param message for people: what is wrong and what to do; null while nothing is
 * @param result what the answer would have been, as JSON; null unless it is done
 */
public record UpkeepRequest(
        UUID id,
        @Nullable ClusterName cluster,
        Task task,
        @Nullable BackupId backupId,
        State state,
        int attempts,
        Instant requestedAt,
        @Nullable Instant finishedAt,
        @Nullable String error,
        @Nullable String message,
        @Nullable Object result) {

    /** What was asked for. */
    public enum Task {
        VERIFICATION,
        REPAIR,
        RETENTION,
        DELETION,

        /** Of all clusters; once at a time. */
        CATALOGUE_REBUILD
    }

    /** How it goes. */
    public enum State {
        RUNNING,
        DONE,
        FAILED,

        /** The replica that was at it has gone; another one, or the same after its restart, takes it up within seconds. */
        INTERRUPTED
    }

    /** For the log: the cluster, or that it is about all of them. */
    String about() {
        return cluster == null ? "all" : cluster.value();
    }

    /** The one that it is about. */
    public ClusterName requireCluster() {
        return Objects.requireNonNull(cluster, task + " is about a cluster");
    }

    /** The one that it is about. */
    public BackupId requireBackup() {
        return Objects.requireNonNull(backupId, task + " is about a backup");
    }
}
