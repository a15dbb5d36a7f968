package org.theorder.lifeboat.backup.run;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.RegionName;

/**
 * A backup that was asked for.
 *
 * @param kind what was asked for; the backup's id says what was taken
 * @param attempt how often it was begun
 * @param backupId of the last attempt; null before the first
 * @param startedAt of the last attempt
 * @param finishedAt when it was completed or given up
 * @param bytesTotal the server's estimate; 0 while unknown
 * @param bytesPerSecond of the last attempt, when it was looked at last
 * @param error code of the last failure; null if none
 * @param message the last failure, for people
 * @param fullBecause why the last attempt took a full one although an incremental was asked for; null otherwise
 * @param note what people should know about how it was taken; null if nothing
 * @param cancelledBy who wants it to end; null if nobody
 * @param regions where it is complete
 * @param missingRegions where it should be and is not
 */
record BackupJob(
        UUID id,
        ClusterName cluster,
        BackupKind kind,
        String requestedBy,
        Instant requestedAt,
        State state,
        int attempt,
        @Nullable BackupId backupId,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        long bytesDone,
        long bytesTotal,
        long storedBytes,
        long bytesPerSecond,
        @Nullable String error,
        @Nullable String message,
        @Nullable FullBecause fullBecause,
        @Nullable String note,
        @Nullable String cancelledBy,
        List<RegionName> regions,
        List<RegionName> missingRegions) {

    /** How far the asking has come. */
    enum State {
        QUEUED,
        RUNNING,
        COMPLETED,
        FAILED,
        CANCELLED;

        boolean isOver() {
            return this == COMPLETED || this == FAILED || this == CANCELLED;
        }
    }
}
