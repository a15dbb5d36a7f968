package org.theorder.lifeboat.events;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rehearsed restore ended; passed only if every check did. A passed drill makes its backup <em>proven</em>.
 *
 * @param restoreTime from the request to the verified server: the measured RTO
 * @param chain the backups that the restored files were put together from: a full one, then the incrementals up to the one that
 *     was chosen; null from releases that did not know chains
 * @param lastCommitAt time of the newest recovered commit (primary's clock); null if none was replayed
 * @param dataAge from the newest recovered commit to the request, or to {@code targetTime}: the measured RPO. An upper bound, because an
 *     idle server commits nothing. Null if none was replayed
 * @param notProven what could not be checked, and why; null from releases that did not tell
 * @param targetTime the time that was restored to; null if that was the end of the WAL
 * @param notes what people should know: WAL that is missing, backups passed over, regions left out; null from releases that did
 *     not tell, and if it did not pass
 */
public record DrillCompleted(
        RestoreId restoreId,
        ClusterName cluster,
        RegionName region,
        BackupId backupId,
        boolean passed,
        Instant completedAt,
        Duration restoreTime,
        List<Check> checks,
        @Nullable List<BackupId> chain,
        @Nullable Instant lastCommitAt,
        @Nullable Duration dataAge,
        @Nullable List<String> notProven,
        @Nullable Instant targetTime,
        @Nullable List<String> notes) {
    /** To the end of the WAL, with nothing to note. */
    public DrillCompleted(
            RestoreId restoreId,
            ClusterName cluster,
            RegionName region,
            BackupId backupId,
            boolean passed,
            Instant completedAt,
            Duration restoreTime,
            List<Check> checks,
            @Nullable List<BackupId> chain,
            @Nullable Instant lastCommitAt,
            @Nullable Duration dataAge,
            @Nullable List<String> notProven) {
        this(
                restoreId,
                cluster,
                region,
                backupId,
                passed,
                completedAt,
                restoreTime,
                checks,
                chain,
                lastCommitAt,
                dataAge,
                notProven,
                null,
                null);
    }
}
