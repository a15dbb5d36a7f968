package org.theorder.lifeboat.backup.schedule;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.backup.schedule.ScheduleFacts.Stored;
import org.theorder.lifeboat.backup.schedule.SchedulePlan.Outlook;
import org.theorder.lifeboat.backup.schedule.ScheduledJobs.Job;
import org.theorder.lifeboat.backup.schedule.ScheduledJobs.State;
import org.theorder.lifeboat.backup.schedule.ScheduledRun.Outcome;
import org.theorder.lifeboat.backup.settings.Cron;
import org.theorder.lifeboat.backup.settings.ScheduleSettings;
import org.theorder.lifeboat.edge.schedule.CronTimes;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ClusterName;

/**
 * Decides what is due. Pure: the same facts and moment give the same plan. A due moment is decided once; what was missed is
 * decided as one, when it can be; a decision about a moment is never made again, whatever the clock does.
 */
final class SchedulePlanner {
    /** A run that begins later than this was missed. */
    static final Duration ON_TIME = Duration.ofMinutes(10);

    static final Duration FIRST_RETRY = Duration.ofMinutes(5);
    static final Duration LONGEST_RETRY = Duration.ofHours(1);

    private static final Duration WAITING = Duration.ofMinutes(1);

    private record Key(Cron cron, String zone, Duration delay) {}

    private final Map<Key, CronTimes> times = new ConcurrentHashMap<>();

    /** The delay of a cluster behind the crons' times: always the same, spread over all clusters. */
    static Duration delay(ClusterName cluster, ScheduleSettings settings) {
        CRC32 hash = new CRC32();
        hash.update(cluster.value().getBytes(StandardCharsets.UTF_8));
        return Duration.ofSeconds(hash.getValue() % (settings.jitter().toSeconds() + 1));
    }

    SchedulePlan plan(ScheduleFacts facts, Instant now) {
        List<ScheduledRun> decisions = new ArrayList<>();
        Map<BackupKind, Outlook> outlooks = new EnumMap<>(BackupKind.class);
        // a full one first: an incremental that is due with it has nothing to do
        for (BackupKind kind : List.of(BackupKind.FULL, BackupKind.INCREMENTAL)) {
            if (!cron(facts.settings(), kind).isOff()) {
                outlooks.put(kind, plan(facts, kind, now, decisions));
            }
        }
        return new SchedulePlan(decisions, outlooks, lookAgainAt(outlooks, decisions, now));
    }

    private Outlook plan(ScheduleFacts facts, BackupKind kind, Instant now, List<ScheduledRun> decisions) {
        CronTimes cron = times(facts, kind);
        Instant next = cron.next(now).orElse(null);
        Optional<ScheduledRun> newest = facts.newest(kind, now);
        if (newest.isEmpty() && facts.stored() == null) {
            // the memory may have been lost: what the repository holds must be known first, or everybody begins at once
            return new Outlook(next, null, "the repository has not said yet what it holds", null);
        }
        Optional<Instant> due = overdue(facts, kind, cron, newest, now);
        if (due.isPresent()) {
            return decide(facts, kind, due.get(), next, newest, now, decisions);
        }
        return newest.flatMap(run -> retryAt(facts, run, now))
                .map(at -> retry(facts, newest.get(), at, next, now, decisions))
                .orElse(new Outlook(next, null, null, null));
    }

    /** The latest due moment that nobody has decided about and no backup has covered. */
    private static Optional<Instant> overdue(
            ScheduleFacts facts, BackupKind kind, CronTimes cron, Optional<ScheduledRun> newest, Instant now) {
        Instant stored = stored(facts, kind, now);
        boolean first = isNew(facts, kind, newest);
        Optional<Instant> latest =
                cron.latest(now).filter(due -> first ? due.isAfter(facts.since()) : isAfter(due, newest, stored));
        if (latest.isPresent() || !first || kind != BackupKind.FULL) {
            return latest;
        }
        return Optional.of(facts.since()).filter(since -> !since.isAfter(now));
    }

    private static boolean isAfter(Instant due, Optional<ScheduledRun> newest, @Nullable Instant stored) {
        return newest.map(run -> due.isAfter(run.dueAt())).orElse(true) && (stored == null || due.isAfter(stored));
    }

    /** When the newest backup of this kind (a full one is an incremental too) began, if the clock agrees. */
    private static @Nullable Instant stored(ScheduleFacts facts, BackupKind kind, Instant now) {
        Stored stored = facts.stored();
        return stored == null ? null : stored.newest(kind, now);
    }

    /** Nothing was ever decided, nothing was ever taken: as far as anybody knows. */
    private static boolean isNew(ScheduleFacts facts, BackupKind kind, Optional<ScheduledRun> newest) {
        Stored stored = facts.stored();
        return newest.isEmpty()
                && stored != null
                && (kind == BackupKind.FULL ? stored.fulls() : stored.all()).isEmpty();
    }

    private Outlook decide(
            ScheduleFacts facts,
            BackupKind kind,
            Instant due,
            @Nullable Instant next,
            Optional<ScheduledRun> newest,
            Instant now,
            List<ScheduledRun> decisions) {
        boolean missed = Duration.between(due, now).compareTo(ON_TIME) > 0;
        boolean first = kind == BackupKind.FULL && isNew(facts, kind, newest);
        boolean catchUp = facts.settings().catchUp() || first;
        String obstacle = obstacle(facts, now);
        if (obstacle != null && catchUp) {
            return new Outlook(next, due, obstacle, null);
        }
        if (obstacle != null && !facts.paused()) {
            decisions.add(skipped(kind, due, now, obstacle));
        } else if (obstacle != null) {
            return new Outlook(next, due, obstacle, null);
        } else if (missed && !catchUp) {
            decisions.add(skipped(kind, due, now, "missed, and schedule.catchUp is off"));
        } else {
            String why = first
                    ? "the first backup of a new cluster"
                    : missed ? "due at " + due + " and missed; caught up once" : "due at " + due;
            decisions.add(begin(facts, kind, due, 0, why, now, decisions));
        }
        return new Outlook(next, null, null, null);
    }

    private Outlook retry(
            ScheduleFacts facts,
            ScheduledRun failed,
            Instant at,
            @Nullable Instant next,
            Instant now,
            List<ScheduledRun> decisions) {
        String obstacle = obstacle(facts, now);
        if (now.isBefore(at) || obstacle != null) {
            return new Outlook(next, null, now.isBefore(at) ? null : obstacle, at);
        }
        String why = "the backup that was due at " + failed.dueAt() + " failed; tried again";
        decisions.add(begin(facts, failed.kind(), failed.dueAt(), failed.attempt() + 1, why, now, decisions));
        return new Outlook(next, null, null, null);
    }

    private static ScheduledRun begin(
            ScheduleFacts facts,
            BackupKind kind,
            Instant due,
            int attempt,
            String why,
            Instant now,
            List<ScheduledRun> decisions) {
        Optional<UUID> full = decisions.stream()
                .filter(other -> other.kind() == BackupKind.FULL)
                .flatMap(other -> Stream.ofNullable(other.job()))
                .findFirst()
                .or(() -> facts.open(BackupKind.FULL).map(Job::id));
        if (full.isPresent()) {
            return merged(kind, due, attempt, now, "a full backup is queued or running", full.get());
        }
        Optional<Job> same = facts.open(kind);
        if (same.isPresent()) {
            return merged(
                    kind,
                    due,
                    attempt,
                    now,
                    "the incremental before it is queued or running",
                    same.get().id());
        }
        UUID job = ScheduledRun.jobOf(facts.cluster(), kind, due, attempt);
        return new ScheduledRun(kind, due, attempt, now, Outcome.REQUESTED, why, job);
    }

    private static ScheduledRun merged(
            BackupKind kind, Instant due, int attempt, Instant now, String reason, UUID job) {
        return new ScheduledRun(kind, due, attempt, now, Outcome.MERGED, reason, job);
    }

    private static ScheduledRun skipped(BackupKind kind, Instant due, Instant now, String reason) {
        return new ScheduledRun(kind, due, 0, now, Outcome.SKIPPED, reason, null);
    }

    /** When a failed run is tried again; empty if it did not fail or something has covered it since. */
    private static Optional<Instant> retryAt(ScheduleFacts facts, ScheduledRun run, Instant now) {
        UUID id = run.job();
        Job job = id == null ? null : facts.jobs().get(id);
        if (job == null || job.state() != State.FAILED) {
            return Optional.empty();
        }
        Instant stored = stored(facts, run.kind(), now);
        if (stored != null && !stored.isBefore(run.dueAt())) {
            return Optional.empty();
        }
        Duration pause = FIRST_RETRY.multipliedBy(1L << Math.min(run.attempt(), 4));
        Instant failedAt = job.finishedAt() == null || job.finishedAt().isAfter(now) ? now : job.finishedAt();
        return Optional.of(failedAt.plus(pause.compareTo(LONGEST_RETRY) < 0 ? pause : LONGEST_RETRY));
    }

    private static @Nullable String obstacle(ScheduleFacts facts, Instant now) {
        if (facts.paused()) {
            return "the schedule is paused";
        }
        return facts.settings().blackedOut(now) ? "a blackout window covers " + now + " (schedule.blackout)" : null;
    }

    private static @Nullable Instant lookAgainAt(
            Map<BackupKind, Outlook> outlooks, List<ScheduledRun> decisions, Instant now) {
        Stream<Instant> soon =
                decisions.isEmpty() && outlooks.values().stream().noneMatch(outlook -> outlook.waitingFor() != null)
                        ? Stream.empty()
                        : Stream.of(now.plus(WAITING));
        Stream<Instant> known = outlooks.values().stream()
                .flatMap(outlook ->
                        Stream.of(Optional.ofNullable(outlook.next()), Optional.ofNullable(outlook.retryAt())))
                .flatMap(Optional::stream)
                .filter(now::isBefore);
        return Stream.concat(soon, known).min(Instant::compareTo).orElse(null);
    }

    CronTimes times(ScheduleFacts facts, BackupKind kind) {
        ScheduleSettings settings = facts.settings();
        Function<Key, CronTimes> made = key -> CronTimes.of(key.cron().fields(), settings.zone(), key.delay());
        return times.computeIfAbsent(
                new Key(cron(settings, kind), settings.zone().getId(), delay(facts.cluster(), settings)), made);
    }

    static Cron cron(ScheduleSettings settings, BackupKind kind) {
        return switch (kind) {
            case FULL -> settings.full();
            case INCREMENTAL -> settings.incremental();
        };
    }
}
