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
 * @param reason the gravest of the {@code faults} that concern the cluster as a whole; null while there is none
 * @param retainedWalBytes WAL that the primary keeps for the replication slot; null while it cannot be asked
 * @param walStatus what {@code pg_replication_slots.wal_status} says: {@code reserved}, {@code extended}, {@code
 *     unreserved} or {@code lost}; null while it cannot be asked
 * @param safeWalBytes how much more WAL the primary may write before the slot is in danger ({@code safe_wal_size}); null
 *     if there is no limit or it cannot be asked
 * @param faults everything that weakens the protection, as typed reasons; null from a release that did not tell
 * @param due when backups are wanted by schedule, one for each kind that has one; null from a release that did not tell
 */
public record ProtectionReported(
        ClusterName cluster,
        Instant at,
        @Nullable Lsn primaryLsn,
        boolean streaming,
        @Nullable String trouble,
        List<Region> regions,
        @Nullable ErrorCode reason,
        @Nullable Long retainedWalBytes,
        @Nullable String walStatus,
        @Nullable Long safeWalBytes,
        @Nullable List<Fault> faults,
        @Nullable List<Due> due) {

    /** Without what only the slot and typed reasons tell. */
    public ProtectionReported(
            ClusterName cluster,
            Instant at,
            @Nullable Lsn primaryLsn,
            boolean streaming,
            @Nullable String trouble,
            List<Region> regions) {
        this(cluster, at, primaryLsn, streaming, trouble, regions, null, null, null, null, null, null);
    }

    /** Without the schedule. */
    public ProtectionReported(
            ClusterName cluster,
            Instant at,
            @Nullable Lsn primaryLsn,
            boolean streaming,
            @Nullable String trouble,
            List<Region> regions,
            @Nullable ErrorCode reason,
            @Nullable Long retainedWalBytes,
            @Nullable String walStatus,
            @Nullable Long safeWalBytes,
            @Nullable List<Fault> faults) {
        this(
                cluster,
                at,
                primaryLsn,
                streaming,
                trouble,
                regions,
                reason,
                retainedWalBytes,
                walStatus,
                safeWalBytes,
                faults,
                null);
    }

    /** The faults, none if nothing is known about any. */
    public List<Fault> knownFaults() {
        return faults == null ? List.of() : faults;
    }

    /** When backups are wanted by schedule, none if nothing is known of any. */
    public List<Due> knownDue() {
        return due == null ? List.of() : due;
    }

    /**
     * When a kind of backup is wanted by schedule.
     *
     * @param latest the last moment up to now, behind its blackout window if it fell into one; null if there was none
     * @param next the one after that; null if there is none
     */
    public record Due(
            BackupKind kind,
            @Nullable Instant latest,
            @Nullable Instant next) {}

    /**
     * Something that weakens the protection although nothing has to have failed yet.
     *
     * @param reason WAL_GAP, SLOT_LOST, SLOT_AT_RISK, SLOT_IN_USE, REGION_BEHIND, CHAIN_BROKEN, SUMMARIES_MISSING,
     *     LOCK_BROKEN, OBJECT_CONFLICT, or another code
     * @param region the copy that it concerns; null if it concerns the cluster as a whole
     * @param explanation what, where, and what to do; for people
     */
    public record Fault(ErrorCode reason, @Nullable RegionName region, String explanation) {}

    /**
     * One copy of the repository.
     *
     * @param durableLsn end of the newest contiguous WAL that is durable there; null if none is
     * @param safeThrough every commit up to this moment of the primary's clock is durable there; null if unknown
     * @param newestBackup newest complete backup there; null if none
     * @param newestBackupAt when that backup was complete
     * @param trouble why the region is behind, for people; null while all is well
     * @param reason the gravest fault of this region; null while there is none
     */
    public record Region(
            RegionName region,
            @Nullable Lsn durableLsn,
            @Nullable Instant safeThrough,
            @Nullable BackupId newestBackup,
            @Nullable Instant newestBackupAt,
            @Nullable String trouble,
            @Nullable ErrorCode reason) {

        /** Without a typed reason. */
        public Region(
                RegionName region,
                @Nullable Lsn durableLsn,
                @Nullable Instant safeThrough,
                @Nullable BackupId newestBackup,
                @Nullable Instant newestBackupAt,
                @Nullable String trouble) {
            this(region, durableLsn, safeThrough, newestBackup, newestBackupAt, trouble, null);
        }
    }
}
