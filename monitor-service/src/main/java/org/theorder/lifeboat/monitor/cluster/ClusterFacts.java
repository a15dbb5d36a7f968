package org.theorder.lifeboat.monitor.cluster;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupCompleted;
import org.theorder.lifeboat.events.BackupFailed;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.DrillCompleted;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.events.RestoreCompleted;
import org.theorder.lifeboat.events.RestoreFailed;

/**
 * Whether a cluster is safe now and could be recovered.
 *
 * @param reportedAt when backup-service last reported about it; null if never
 * @param stream whether its WAL is streamed
 * @param trouble why not, for people; null while all is well
 * @param rpoGoal what was promised
 * @param regions by name
 * @param lastBackups the newest of each kind
 * @param failedBackups failures that no success has followed
 * @param lastRestore null if none is known
 * @param lastRestoreFailure null if none is known
 * @param lastDrill null if none is known
 */
public record ClusterFacts(
        ClusterName cluster,
        @Nullable Instant reportedAt,
        Stream stream,
        @Nullable String trouble,
        Duration rpoGoal,
        Duration rtoGoal,
        List<Region> regions,
        List<BackupCompleted> lastBackups,
        List<BackupFailed> failedBackups,
        @Nullable RestoreCompleted lastRestore,
        @Nullable RestoreFailed lastRestoreFailure,
        @Nullable DrillCompleted lastDrill) {

    /** State of the WAL stream. */
    public enum Stream {
        STREAMING,
        BROKEN,
        /** No report, or none lately. */
        UNKNOWN;

        /** The name in REST: lower case. */
        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The recovery point now, against the objective. */
    public enum Objective {
        /** Less than half of what was promised. */
        MET,
        /** More than half of it. */
        AT_RISK,
        MISSED,
        UNKNOWN;

        /** The name in REST: lower case. */
        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Objective of(@Nullable Duration measured, Duration goal) {
            if (measured == null) {
                return UNKNOWN;
            }
            if (measured.compareTo(goal) > 0) {
                return MISSED;
            }
            return measured.multipliedBy(2).compareTo(goal) > 0 ? AT_RISK : MET;
        }
    }

    /**
     * One copy.
     *
     * @param safeThrough every commit up to here can be recovered from it; null if unknown
     * @param rpoNow now minus that: what a disaster at this moment would cost; null if unknown
     * @param newestBackup null if there is none: then nothing can be recovered, however new the WAL
     */
    public record Region(
            RegionName region,
            @Nullable Instant safeThrough,
            @Nullable Duration rpoNow,
            Objective objective,
            @Nullable BackupId newestBackup,
            @Nullable Instant newestBackupAt,
            @Nullable String trouble) {}
}
