package org.theorder.lifeboat.backup.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.backup.settings.Cron;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ClusterName;

/**
 * The schedule of a cluster as REST shows it.
 *
 * @param delay of this cluster behind the crons' times, its share of {@code schedule.jitter}
 * @param pausedAt null while it runs
 * @param kinds what is taken by schedule at all
 * @param recent the last decisions, newest first
 */
public record ScheduleView(
        ClusterName cluster,

        @Schema(type = SchemaType.STRING, examples = "Europe/Berlin")
        ZoneId zone,

        Duration delay,
        @Nullable Instant pausedAt,
        @Nullable String pausedBy,
        List<Kind> kinds,
        List<Run> recent) {
    /**
     * @param next when it is due, the next times; without regard to blackout windows
     * @param overdueSince a due backup waits since then; null if none does
     * @param waitingFor why it waits
     * @param retryAt when a failed one is tried again
     */
    public record Kind(
            BackupKind kind,
            Cron cron,
            List<Instant> next,
            @Nullable Instant overdueSince,
            @Nullable String waitingFor,
            @Nullable Instant retryAt) {}

    /**
     * A decision.
     *
     * @param attempt 0, then retries of a backup that failed
     * @param outcome {@code requested}, {@code merged} into another backup, or {@code skipped}
     * @param job where to look: {@code /backups/{job}}; null if skipped
     * @param state of the job; null if it is not known any more
     */
    public record Run(
            BackupKind kind,
            Instant dueAt,
            int attempt,
            Instant decidedAt,
            String outcome,
            String reason,
            @Nullable UUID job,
            @Nullable String state) {}
}
