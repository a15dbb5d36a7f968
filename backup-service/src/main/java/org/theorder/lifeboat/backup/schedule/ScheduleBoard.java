package org.theorder.lifeboat.backup.schedule;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.schedule.ScheduledJobs.Job;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * What the leader keeps in memory about every cluster, so that a second in which nothing is due costs next to nothing.
 * One thread uses it.
 */
final class ScheduleBoard {
    private static final Logger LOG = LoggerFactory.getLogger(ScheduleBoard.class);
    private static final int REMEMBERED = 3;
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(10);
    private static final long POLL_NANOS = Duration.ofSeconds(2).toNanos();

    private final Map<ClusterName, Entry> entries = new TreeMap<>();
    private final SchedulePlanner planner = new SchedulePlanner();
    private final ScheduleStore store;
    private final StoredBackups stored;
    private final ScheduledJobs jobs;
    private final Decisions decisions;
    private final ScheduleMetrics metrics;
    private final Clock clock;
    private Instant lastLook = Instant.MIN;
    private Set<ClusterName> paused = Set.of();
    private long polledAt = System.nanoTime() - POLL_NANOS;

    /** Writes decisions down, all or nothing. */
    interface Decisions {
        /** @return false if one of these moments had been decided about already; then nothing was written */
        boolean write(ClusterName cluster, List<ScheduledRun> runs);
    }

    private static final class Entry {
        Cluster cluster;
        Instant since;
        List<ScheduledRun> runs;
        Instant lookAt = Instant.MIN;
        boolean overdue;
        final Set<UUID> awaited = new HashSet<>();

        Entry(Cluster cluster, Instant since, List<ScheduledRun> runs) {
            this.cluster = cluster;
            this.since = since;
            this.runs = runs;
        }
    }

    ScheduleBoard(
            ScheduleStore store,
            StoredBackups stored,
            ScheduledJobs jobs,
            Decisions decisions,
            ScheduleMetrics metrics,
            Clock clock) {
        this.store = store;
        this.stored = stored;
        this.jobs = jobs;
        this.decisions = decisions;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Decides about everything that is due now. */
    void look(Collection<Cluster> clusters) {
        Instant now = clock.instant();
        if (now.isBefore(lastLook)) {
            LOG.warn("the clock went back, the schedule begins anew from={} to={}", lastLook, now);
            entries.clear();
        }
        lastLook = now;
        adopt(clusters, now);
        if (System.nanoTime() - polledAt >= POLL_NANOS) {
            polledAt = System.nanoTime();
            poll();
        }
        List<Entry> due = entries.values().stream()
                .filter(entry -> !entry.lookAt.isAfter(now))
                .toList();
        if (!due.isEmpty()) {
            plan(due, now);
        }
    }

    /** How many clusters have a due backup that waits. */
    int overdue() {
        return Math.toIntExact(
                entries.values().stream().filter(entry -> entry.overdue).count());
    }

    private void adopt(Collection<Cluster> clusters, Instant now) {
        Map<ClusterName, Cluster> fresh = new TreeMap<>();
        for (Cluster cluster : clusters) {
            Entry entry = entries.get(cluster.name());
            if (entry == null) {
                fresh.put(cluster.name(), cluster);
            } else {
                boolean changed = !entry.cluster
                        .settings()
                        .schedule()
                        .equals(cluster.settings().schedule());
                entry.lookAt = changed ? Instant.MIN : entry.lookAt;
                entry.cluster = cluster;
            }
        }
        if (entries.size() + fresh.size() > clusters.size()) {
            Set<ClusterName> declared = clusters.stream().map(Cluster::name).collect(Collectors.toSet());
            List<ClusterName> gone = entries.keySet().stream()
                    .filter(name -> !declared.contains(name))
                    .toList();
            gone.forEach(entries::remove);
            gone.forEach(metrics::forget);
        }
        if (!fresh.isEmpty()) {
            store.add(fresh.keySet(), now);
            Map<ClusterName, ScheduleStore.State> states = store.states(fresh.keySet());
            Map<ClusterName, List<ScheduledRun>> runs = store.newest(fresh.keySet(), now, REMEMBERED);
            for (Cluster cluster : fresh.values()) {
                ScheduleStore.State state = states.get(cluster.name());
                if (state != null) {
                    List<ScheduledRun> known = runs.getOrDefault(cluster.name(), List.of());
                    entries.put(cluster.name(), new Entry(cluster, state.since(), known));
                }
            }
        }
    }

    /** What others have changed: pauses, and the ends of jobs. */
    private void poll() {
        Set<ClusterName> nowPaused = Set.copyOf(store.paused());
        Stream.concat(nowPaused.stream(), paused.stream())
                .filter(name -> nowPaused.contains(name) != paused.contains(name))
                .forEach(this::lookNow);
        paused = nowPaused;
        Set<UUID> awaited = entries.values().stream()
                .flatMap(entry -> entry.awaited.stream())
                .collect(Collectors.toSet());
        if (!awaited.isEmpty()) {
            jobs.find(List.of(), awaited).stream().filter(job -> !job.isOpen()).forEach(job -> lookNow(job.cluster()));
        }
    }

    private void lookNow(ClusterName name) {
        Entry entry = entries.get(name);
        if (entry != null) {
            entry.lookAt = Instant.MIN;
        }
    }

    private void plan(List<Entry> due, Instant now) {
        Map<ClusterName, List<Job>> known = new HashMap<>();
        List<ClusterName> names =
                due.stream().map(entry -> entry.cluster.name()).toList();
        Set<UUID> ids =
                due.stream().flatMap(entry -> jobsOf(entry.runs).stream()).collect(Collectors.toSet());
        jobs.find(names, ids)
                .forEach(job -> known.computeIfAbsent(job.cluster(), any -> new ArrayList<>())
                        .add(job));
        for (Entry entry : due) {
            try {
                plan(entry, known.getOrDefault(entry.cluster.name(), List.of()), now);
            } catch (LifeboatException e) {
                if (e.code() == ErrorCode.LEASE_LOST) {
                    throw e;
                }
                LOG.warn("schedule waits cluster={} reason={}", entry.cluster.name(), e.explanation());
                entry.lookAt = now.plus(AFTER_TROUBLE);
            }
        }
    }

    private void plan(Entry entry, List<Job> known, Instant now) {
        // a new cluster is not in the last listing yet, and waits for its first backup
        ScheduleFacts.Stored holds =
                stored.last(entry.cluster).or(() -> stored.ask(entry.cluster)).orElse(null);
        SchedulePlan plan = planner.plan(facts(entry, known, holds), now);
        if (plan.decisions().stream().anyMatch(run -> run.outcome() == ScheduledRun.Outcome.REQUESTED)) {
            // about to take a backup: what is there already is worth a fresh look
            plan = planner.plan(facts(entry, known, stored.ask(entry.cluster).orElse(null)), now);
        }
        if (!plan.decisions().isEmpty()) {
            write(entry, plan.decisions(), now);
        }
        Instant again = plan.lookAgainAt();
        entry.lookAt = again == null ? Instant.MAX : again;
        entry.overdue = plan.outlooks().values().stream().anyMatch(outlook -> outlook.overdueSince() != null);
        entry.awaited.clear();
        entry.awaited.addAll(jobsOf(entry.runs));
        known.stream().filter(job -> !job.isOpen()).map(Job::id).forEach(entry.awaited::remove);
        for (BackupKind kind : BackupKind.values()) {
            SchedulePlan.Outlook outlook = plan.outlooks().get(kind);
            metrics.next(entry.cluster.name(), kind, outlook == null ? null : outlook.next());
        }
    }

    private void write(Entry entry, List<ScheduledRun> runs, Instant now) {
        ClusterName name = entry.cluster.name();
        if (decisions.write(name, runs)) {
            runs.forEach(run -> tell(name, run));
            entry.runs = Stream.concat(runs.stream(), entry.runs.stream())
                    .limit(2L * REMEMBERED + 2)
                    .toList();
        } else {
            entry.runs = store.newest(List.of(name), now, REMEMBERED).getOrDefault(name, List.of());
        }
    }

    private void tell(ClusterName cluster, ScheduledRun run) {
        LOG.info(
                "schedule decided cluster={} kind={} due={} outcome={} reason={}",
                cluster,
                run.kind().wireName(),
                run.dueAt(),
                run.outcome(),
                run.reason());
        if (run.outcome() == ScheduledRun.Outcome.REQUESTED) {
            metrics.began(run);
        }
    }

    private ScheduleFacts facts(Entry entry, List<Job> known, ScheduleFacts.@Nullable Stored holds) {
        return new ScheduleFacts(
                entry.cluster.name(),
                entry.cluster.settings().schedule(),
                entry.since,
                paused.contains(entry.cluster.name()),
                entry.runs,
                holds,
                known.stream().collect(Collectors.toMap(Job::id, job -> job, (one, same) -> one)));
    }

    private static List<UUID> jobsOf(List<ScheduledRun> runs) {
        return runs.stream()
                .flatMap(run -> Stream.ofNullable(run.job()))
                .distinct()
                .toList();
    }
}
