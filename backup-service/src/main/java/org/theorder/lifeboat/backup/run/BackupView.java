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
import org.theorder.lifeboat.events.RegionName;

/**
 * A backup that was asked for, as REST shows it.
 *
 * @param id of the asking; the backup itself is {@code backupId}
 * @param attempt how often it was begun
 * @param bytesTotal the server's estimate; 0 while unknown
 * @param bytesPerSecond over the last seconds; 0 unless it runs here
 * @param remaining at that rate; null unless it runs here
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
        List<RegionName> regions,
        List<RegionName> missingRegions) {

    /** @param live what is known if it runs on this replica */
    static BackupView of(BackupJob job, Optional<Progress> live) {
        Progress progress = live.filter(known -> !job.state().isOver())
                .orElse(new Progress(job.bytesDone(), job.bytesTotal(), job.storedBytes(), 0, 0, null));
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
                job.regions(),
                job.missingRegions());
    }
}
