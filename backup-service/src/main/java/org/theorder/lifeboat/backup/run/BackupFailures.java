package org.theorder.lifeboat.backup.run;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.theorder.lifeboat.events.BackupFailed;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.BackupRequested;
import org.theorder.lifeboat.events.ErrorCode;

/** The event of a job that ended without a backup. */
final class BackupFailures {
    private BackupFailures() {}

    static BackupFailed event(BackupJob job, ErrorCode code, String message, Clock clock) {
        Instant begun = job.startedAt();
        Instant startedAt = begun == null ? job.requestedAt() : begun;
        Instant failedAt = clock.instant();
        FullBecause because = job.fullBecause();
        return new BackupFailed(
                job.backupId(),
                job.cluster(),
                tried(job),
                code,
                message,
                startedAt,
                failedAt,
                job.kind(),
                because == null ? null : because.code(),
                because == null ? null : because.message(),
                Duration.between(startedAt, failedAt).toMillis());
    }

    /**
     * The answer to a request for a cluster that nobody declared. The incident that it makes ends with the cluster's first
     * backup, or by hand.
     */
    static BackupFailed ofNobodysCluster(BackupRequested asked, Instant now) {
        return new BackupFailed(
                null,
                asked.cluster(),
                asked.kind(),
                ErrorCode.NOT_FOUND,
                "no cluster " + asked.cluster() + " is declared, but " + asked.requestedBy()
                        + " asked for a backup of it:"
                        + " correct the name there (GET /clusters lists those that are declared), or add it with POST"
                        + " /clusters; if it was a mistake, DELETE /clusters/" + asked.cluster()
                        + " of monitor-service forgets it",
                now,
                now,
                asked.kind(),
                null,
                null,
                0L);
    }

    /** The id of the last attempt says what it tried. */
    private static BackupKind tried(BackupJob job) {
        BackupId backup = job.backupId();
        if (backup == null) {
            return job.kind();
        }
        return backup.value().endsWith(BackupKind.FULL.wireName()) ? BackupKind.FULL : BackupKind.INCREMENTAL;
    }
}
