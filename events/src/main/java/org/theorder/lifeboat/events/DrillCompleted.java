package org.theorder.lifeboat.events;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A rehearsed restore ended; passed only if every check did. A passed drill makes its backup <em>proven</em>.
 *
 * @param restoreTime from the request to the verified server: the measured RTO
 */
public record DrillCompleted(
        RestoreId restoreId,
        ClusterName cluster,
        RegionName region,
        BackupId backupId,
        boolean passed,
        Instant completedAt,
        Duration restoreTime,
        List<Check> checks) {}
