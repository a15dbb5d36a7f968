package org.theorder.lifeboat.backup.schedule;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ClusterName;

/**
 * What was decided about one moment at which a backup was due; the memory of the schedule.
 *
 * @param dueAt by the cron, the cluster's delay included; several missed ones are decided as one, the latest
 * @param attempt 0 for the first decision; further ones are retries of a backup that failed
 * @param reason for people
 * @param job the backup job that does it; null for a skipped one
 */
record ScheduledRun(
        BackupKind kind,
        Instant dueAt,
        int attempt,
        Instant decidedAt,
        Outcome outcome,
        String reason,
        @Nullable UUID job) {

    /** What became of it. */
    enum Outcome {
        /** A backup was asked for. */
        REQUESTED,
        /** Another backup, queued or running at that time, does it too. */
        MERGED,
        /** Nothing was done. */
        SKIPPED
    }

    /** The job of a due run: the same on every replica, so that nobody can ask twice. */
    static UUID jobOf(ClusterName cluster, BackupKind kind, Instant dueAt, int attempt) {
        String key = "schedule:" + cluster + ":" + kind.name().toLowerCase(Locale.ROOT) + ":" + dueAt + ":" + attempt;
        return UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8));
    }
}
