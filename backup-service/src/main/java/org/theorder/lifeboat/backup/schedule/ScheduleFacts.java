package org.theorder.lifeboat.backup.schedule;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.backup.schedule.ScheduledJobs.Job;
import org.theorder.lifeboat.backup.settings.ScheduleSettings;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ClusterName;

/**
 * All that a decision depends on, at one moment.
 *
 * @param since when the schedule first knew the cluster
 * @param paused whether somebody paused it
 * @param runs what was decided before; at least the newest of each kind that is not in the future
 * @param stored what the repository holds; null while it cannot be asked
 * @param jobs of this cluster: those that are queued or running, and how those of {@code runs} ended
 */
record ScheduleFacts(
        ClusterName cluster,
        ScheduleSettings settings,
        Instant since,
        boolean paused,
        List<ScheduledRun> runs,
        @Nullable Stored stored,
        Map<UUID, Job> jobs) {
    /**
     * The backups that the repository holds.
     *
     * @param fulls when each full backup began
     * @param all when each backup of any kind began
     */
    record Stored(List<Instant> fulls, List<Instant> all) {
        Stored {
            fulls = List.copyOf(fulls);
            all = List.copyOf(all);
        }

        /** When the newest that does what this kind does began; the clock may have been put back since. */
        @Nullable
        Instant newest(BackupKind kind, Instant now) {
            return (kind == BackupKind.FULL ? fulls : all)
                    .stream()
                            .filter(at -> !at.isAfter(now))
                            .max(Instant::compareTo)
                            .orElse(null);
        }
    }

    ScheduleFacts {
        runs = List.copyOf(runs);
        jobs = Map.copyOf(jobs);
    }

    /** The last decision about a moment that is not in the future; the clock may have been put back since. */
    Optional<ScheduledRun> newest(BackupKind kind, Instant now) {
        return runs.stream()
                .filter(run -> run.kind() == kind && !run.dueAt().isAfter(now))
                .max((one, other) -> one.dueAt().equals(other.dueAt())
                        ? Integer.compare(one.attempt(), other.attempt())
                        : one.dueAt().compareTo(other.dueAt()));
    }

    /** A job of this kind that is not over. */
    Optional<Job> open(BackupKind kind) {
        return jobs.values().stream()
                .filter(job -> job.kind() == kind && job.isOpen())
                .findFirst();
    }
}
