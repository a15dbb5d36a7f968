package org.theorder.lifeboat.backup.run;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.RegionName;

/**
 * A backup that was asked for, as REST shows it.
 *
 * @param id of the asking; the backup itself is {@code backupId}
 * @param attempt how often it was begun
 * @param bytesTotal the server's estimate; 0 while unknown
 * @param bytesPerSecond over the last seconds; 0 unless it runs
 * @param remaining at that rate; null unless it runs
 * @param kind what was asked for
 * @param fullBecause why a full one is or was taken although an incremental was asked for; null otherwise
 * @param fullBecauseMessage the same for people
 * @param note what people should know about how it was taken; null if nothing
 * @param cancelledBy who wants it to end; null if nobody
 * @param error code of the last failure, as in problems; null if none
 * @param message the last failure and what to do
 */
public record BackupView(
        UUID id,
        ClusterName cluster,
        BackupKind kind,
        BackupJob.State state,
        String requestedBy,
        Instant requestedAt,
        int attempt,
        @Nullable BackupId backupId,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        long bytesDone,
        long bytesTotal,
        long storedBytes,
        long bytesPerSecond,
        @Nullable Duration remaining,
        @Nullable String error,
        @Nullable String message,
        @Nullable ErrorCode fullBecause,
        @Nullable String fullBecauseMessage,
        @Nullable String note,
        @Nullable String cancelledBy,
        List<RegionName> regions,
        List<RegionName> missingRegions) {

    /** @param live what is known if it runs on this replica; of others it is what they wrote down a second ago */
    static BackupView of(BackupJob job, Optional<Progress> live) {
        Progress progress = live.filter(known -> !job.state().isOver())
                .orElse(new Progress(
                        job.bytesDone(),
                        job.bytesTotal(),
                        job.storedBytes(),
                        0,
                        job.state() == BackupJob.State.RUNNING ? job.bytesPerSecond() : 0));
        FullBecause because = job.fullBecause();
        return new BackupView(
                job.id(),
                job.cluster(),
                job.kind(),
                job.state(),
                job.requestedBy(),
                job.requestedAt(),
                job.attempt(),
                job.backupId(),
                job.startedAt(),
                job.finishedAt(),
                progress.bytesDone(),
                progress.bytesTotal(),
                progress.storedBytes(),
                progress.bytesPerSecond(),
                progress.remaining(),
                job.error(),
                job.message(),
                because == null ? null : because.code(),
                because == null ? null : because.message(),
                job.note(),
                job.cancelledBy(),
                job.regions(),
                job.missingRegions());
    }
}
