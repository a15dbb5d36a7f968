package org.theorder.lifeboat.events;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How safe a cluster's data is at this moment, region by region; sent every few seconds, the newest one counts.
 *
 * @param at when this was measured (service clock)
 * @param primaryLsn how far the primary has written; null while it cannot be asked
 * @param streaming whether the WAL stream is up
 * @param trouble why it is not, for people; null while all is well
 */
public record ProtectionReported(
        ClusterName cluster,
        Instant at,
        @Nullable Lsn primaryLsn,
        boolean streaming,
        @Nullable String trouble,
        List<Region> regions) {

    /**
     * One copy of the repository.
     *
     * @param durableLsn end of the newest contiguous WAL that is durable there; null if none is
     * @param safeThrough every commit up to this moment of the primary's clock is durable there; null if unknown
     * @param newestBackup newest complete backup there; null if none
     * @param newestBackupAt when that backup was complete
     * @param trouble why the region is behind, for people; null while all is well
     */
    public record Region(
            RegionName region,
            @Nullable Lsn durableLsn,
            @Nullable Instant safeThrough,
            @Nullable BackupId newestBackup,
            @Nullable Instant newestBackupAt,
            @Nullable String trouble) {}
}
