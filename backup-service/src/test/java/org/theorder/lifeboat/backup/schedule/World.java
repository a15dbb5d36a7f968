package org.theorder.lifeboat.backup.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.backup.schedule.ScheduleFacts.Stored;
import org.theorder.lifeboat.backup.schedule.ScheduledJobs.Job;
import org.theorder.lifeboat.backup.schedule.ScheduledJobs.State;
import org.theorder.lifeboat.backup.settings.ScheduleSettings;
import org.theorder.lifeboat.backup.settings.SettingsDraft;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ClusterName;

/** A cluster, its tables and its repository, played by hand: what the schedule decides is done here. */
final class World {
    static final ClusterName SHOP = new ClusterName("shop");

    final Map<UUID, Job> jobs = new LinkedHashMap<>();
    final List<ScheduledRun> runs = new ArrayList<>();
    /** Everything ever decided, also what the tables have lost. */
    final List<ScheduledRun> history = new ArrayList<>();

    Instant now;
    Instant since;
    ScheduleSettings settings;
    boolean paused;

    @Nullable
    Stored stored = new Stored(List.of(), List.of());

    private final SchedulePlanner planner = new SchedulePlanner();
    private final Set<String> decided = new HashSet<>();

    World(String now, ScheduleSettings settings) {
        this.now = Instant.parse(now);
        this.since = this.now;
        this.settings = settings;
    }

    /** Defaults without delay, changed as given. */
    static ScheduleSettings settings(
            @Nullable String full, @Nullable String incremental, List<String> blackout, boolean catchUp) {
        return new SettingsDraft(
                        new ScheduleSettings.Draft(full, incremental, null, Duration.ZERO, blackout, catchUp),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null)
                .over(org.theorder.lifeboat.backup.settings.ClusterSettings.DEFAULT)
                .schedule();
    }

    void at(String moment) {
        now = Instant.parse(moment);
    }

    /** One look of the leader; a second one finds nothing to do. */
    List<ScheduledRun> look() {
        SchedulePlan plan = plan();
        for (ScheduledRun run : plan.decisions()) {
            assertThat(decided.add(run.kind() + " " + run.dueAt() + " " + run.attempt()))
                    .as("decided once: %s", run)
                    .isTrue();
            if (run.outcome() == ScheduledRun.Outcome.REQUESTED) {
                UUID id = run.job();
                assertThat(id).isNotNull();
                assertThat(jobs.values().stream().filter(Job::isOpen))
                        .as("no overlap: %s", run)
                        .noneMatch(job -> job.kind() == run.kind() || job.kind() == BackupKind.FULL);
                jobs.put(id, new Job(id, SHOP, run.kind(), State.QUEUED, null));
            }
        }
        runs.addAll(plan.decisions());
        history.addAll(plan.decisions());
        assertThat(plan().decisions()).as("decided once, looked at twice").isEmpty();
        return plan.decisions();
    }

    SchedulePlan plan() {
        return planner.plan(new ScheduleFacts(SHOP, settings, since, paused, runs, stored, jobs), now);
    }

    /** Somebody asks for a backup. */
    void ask(BackupKind kind) {
        UUID id = UUID.randomUUID();
        jobs.put(id, new Job(id, SHOP, kind, State.QUEUED, null));
    }

    /** All open jobs end now. */
    void end(State state) {
        jobs.replaceAll((id, job) -> job.isOpen() ? ended(job, state) : job);
    }

    private Job ended(Job job, State state) {
        if (state == State.COMPLETED) {
            holds(job.kind() == BackupKind.FULL, now);
        }
        return new Job(job.id(), job.cluster(), job.kind(), state, now);
    }

    /** The repository holds one more. */
    void holds(boolean full, Instant begun) {
        Stored before = stored == null ? new Stored(List.of(), List.of()) : stored;
        List<Instant> fulls = new ArrayList<>(before.fulls());
        List<Instant> all = new ArrayList<>(before.all());
        if (full) {
            fulls.add(begun);
        }
        all.add(begun);
        stored = new Stored(fulls, all);
    }

    /** The service's schema is lost; the repository is not. */
    void loseTables() {
        runs.clear();
        jobs.clear();
        since = now;
        paused = false;
        decided.clear();
    }
}
