package org.theorder.lifeboat.events;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A restore reached its target and passed its checks.
 *
 * @param region the copy that was read
 * @param backupId the backup that it started from
 * @param recoveredTo end of the replayed WAL
 * @param lastCommitAt time of the newest replayed commit (primary's clock); null if none was replayed
 * @param timeline the timeline that the restored server writes on
 * @param restoredBytes size of the restored files
 * @param walBytes WAL that was replayed
 * @param restoreTime from the request to the verified server: the measured RTO of this restore
 * @param chain the backups that the restored files were put together from: a full one, then the incrementals up to the one that
 *     was chosen; null from releases that did not know chains
 * @param notProven what could not be checked, and why; null from releases that did not tell
 * @param notes what people should know: WAL that is missing, backups passed over, regions left out; null from releases that did
 *     not tell
 */
public record RestoreCompleted(
        RestoreId restoreId,
        ClusterName cluster,
        RestoreMode mode,
        @Nullable IncidentId incident,
        RegionName region,
        BackupId backupId,
        Lsn recoveredTo,
        @Nullable Instant lastCommitAt,
        int timeline,
        long restoredBytes,
        long walBytes,
        Instant requestedAt,
        Instant completedAt,
        Duration restoreTime,
        List<Check> checks,
        @Nullable List<BackupId> chain,
        @Nullable List<String> notProven,
        @Nullable List<String> notes) {}
