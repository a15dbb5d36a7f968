package org.theorder.lifeboat.backup.schedule;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.schedule.ScheduledJobs.Job;
import org.theorder.lifeboat.backup.settings.ScheduleSettings;
import org.theorder.lifeboat.edge.schedule.CronTimes;

/** Puts together what REST shows, on any replica: the same facts give the same plan as on the one that leads. */
@ApplicationScoped
class ScheduleViews {
    private static final int NEXT_TIMES = 5;
    private static final int RECENT_PER_KIND = 25;

    private final SchedulePlanner planner = new SchedulePlanner();
    private final ScheduleStore store;
    private final StoredBackups stored;
    private final ScheduledJobs jobs;
    private final Clock clock;

    ScheduleViews(ScheduleStore store, StoredBackups stored, ScheduledJobs jobs, Clock clock) {
        this.store = store;
        this.stored = stored;
        this.jobs = jobs;
        this.clock = clock;
    }

    ScheduleView of(Cluster cluster) {
        Instant now = clock.instant();
        Optional<ScheduleStore.State> state = store.state(cluster.name());
        List<ScheduledRun> runs =
                store.newest(List.of(cluster.name()), now, RECENT_PER_KIND).getOrDefault(cluster.name(), List.of());
        Map<UUID, Job> known = jobs
                .find(
                        List.of(cluster.name()),
                        runs.stream()
                                .flatMap(run -> Stream.ofNullable(run.job()))
                                .toList())
                .stream()
                .collect(Collectors.toMap(Job::id, job -> job, (one, same) -> one));
        ScheduleFacts facts = new ScheduleFacts(
                cluster.name(),
                cluster.settings().schedule(),
                state.map(ScheduleStore.State::since).orElse(now),
                state.map(ScheduleStore.State::pausedAt).isPresent(),
                runs,
                stored.last(cluster).orElse(null),
                known);
        SchedulePlan plan = planner.plan(facts, now);
        ScheduleSettings settings = cluster.settings().schedule();
        return new ScheduleView(
                cluster.name(),
                settings.zone(),
                SchedulePlanner.delay(cluster.name(), settings),
                state.map(ScheduleStore.State::pausedAt).orElse(null),
                state.map(ScheduleStore.State::pausedBy).orElse(null),
                kinds(facts, plan, now),
                runs.stream()
                        .sorted(Comparator.comparing(ScheduledRun::decidedAt).reversed())
                        .map(run -> view(run, known))
                        .toList());
    }

    private List<ScheduleView.Kind> kinds(ScheduleFacts facts, SchedulePlan plan, Instant now) {
        return plan.outlooks().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(each -> new ScheduleView.Kind(
                        each.getKey(),
                        SchedulePlanner.cron(facts.settings(), each.getKey()),
                        next(planner.times(facts, each.getKey()), now),
                        each.getValue().overdueSince(),
                        each.getValue().waitingFor(),
                        each.getValue().retryAt()))
                .toList();
    }

    private static List<Instant> next(CronTimes times, Instant now) {
        List<Instant> next = new ArrayList<>();
        Optional<Instant> each = times.next(now);
        while (each.isPresent() && next.size() < NEXT_TIMES) {
            next.add(each.get());
            each = times.next(each.get());
        }
        return next;
    }

    private static ScheduleView.Run view(ScheduledRun run, Map<UUID, Job> known) {
        @Nullable Job job = run.job() == null ? null : known.get(run.job());
        return new ScheduleView.Run(
                run.kind(),
                run.dueAt(),
                run.attempt(),
                run.decidedAt(),
                run.outcome().name().toLowerCase(Locale.ROOT),
                run.reason(),
                run.job(),
                job == null ? null : job.state().name());
    }
}
