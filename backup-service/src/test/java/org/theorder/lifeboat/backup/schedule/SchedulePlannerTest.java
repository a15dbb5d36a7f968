package org.theorder.lifeboat.backup.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.theorder.lifeboat.backup.schedule.ScheduledRun.Outcome.MERGED;
import static org.theorder.lifeboat.backup.schedule.ScheduledRun.Outcome.REQUESTED;
import static org.theorder.lifeboat.backup.schedule.ScheduledRun.Outcome.SKIPPED;
import static org.theorder.lifeboat.events.BackupKind.FULL;
import static org.theorder.lifeboat.events.BackupKind.INCREMENTAL;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.backup.schedule.ScheduledJobs.State;
import org.theorder.lifeboat.backup.schedule.ScheduledRun.Outcome;
import org.theorder.lifeboat.backup.settings.ClusterSettings;
import org.theorder.lifeboat.backup.settings.ScheduleSettings;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ClusterName;

/** Every rule of the schedule, one by one. */
class SchedulePlannerTest {
    private static final ScheduleSettings DAILY_AND_HOURLY = World.settings(null, null, List.of(), true);

    private World world = new World("2026-11-22T10:30:00Z", DAILY_AND_HOURLY);

    @Test
    void newClusterGetsItsFirstFullBackupAtOnce() {
        assertDecided(world.look(), FULL, "2026-11-22T10:30:00Z", REQUESTED);
        world.end(State.COMPLETED);
        world.at("2026-11-22T10:59:59Z");
        assertThat(world.look()).isEmpty();
        world.at("2026-11-22T11:00:00Z");
        assertDecided(world.look(), INCREMENTAL, "2026-11-22T11:00:00Z", REQUESTED);
        assertThat(world.plan().outlooks().get(FULL).next()).isEqualTo("2026-11-23T02:00:00Z");
    }

    @Test
    void nothingIsTakenWithoutASchedule() {
        world.settings = World.settings("off", "off", List.of(), true);
        assertThat(world.look()).isEmpty();
        assertThat(world.plan().lookAgainAt()).isNull();
        assertThat(world.plan().outlooks()).isEmpty();
    }

    @Test
    void incrementalThatIsDueWithAFullIsMergedIntoIt() {
        protectedSinceYesterday();
        world.at("2026-11-23T02:00:00Z");
        List<ScheduledRun> decisions = world.look();
        assertThat(decisions).extracting(ScheduledRun::outcome).containsExactly(REQUESTED, MERGED);
        assertThat(decisions).extracting(ScheduledRun::kind).containsExactly(FULL, INCREMENTAL);
        assertThat(decisions.get(1).job()).isEqualTo(decisions.get(0).job());
    }

    @Test
    void incrementalIsNotTakenWhileAFullRuns() {
        protectedSinceYesterday();
        world.ask(FULL);
        world.at("2026-11-23T05:00:00Z");
        world.runs.add(new ScheduledRun(FULL, Instant.parse("2026-11-23T02:00:00Z"), 0, world.now, SKIPPED, "", null));
        assertDecided(world.look(), INCREMENTAL, "2026-11-23T05:00:00Z", MERGED);
        assertThat(world.runs.getLast().reason()).contains("a full backup is queued or running");
    }

    @Test
    void slowIncrementalTakesTheNextOneWithIt() {
        protectedSinceYesterday();
        world.at("2026-11-22T11:00:00Z");
        assertDecided(world.look(), INCREMENTAL, "2026-11-22T11:00:00Z", REQUESTED);
        world.at("2026-11-22T12:00:00Z");
        assertDecided(world.look(), INCREMENTAL, "2026-11-22T12:00:00Z", MERGED);
    }

    @Test
    void fullIsAskedForWhileAnIncrementalRunsAndWaitsInTheQueue() {
        protectedSinceYesterday();
        world.at("2026-11-23T01:59:00Z");
        world.look();
        assertThat(world.jobs.values()).anyMatch(job -> job.kind() == INCREMENTAL && job.isOpen());
        world.at("2026-11-23T02:00:00Z");
        assertThat(world.look()).first().satisfies(run -> {
            assertThat(run.kind()).isEqualTo(FULL);
            assertThat(run.outcome()).isEqualTo(REQUESTED);
        });
    }

    @Test
    void manualFullThatRunsIsEnough() {
        protectedSinceYesterday();
        world.at("2026-11-23T02:00:00Z");
        world.ask(FULL);
        assertThat(world.look()).extracting(ScheduledRun::outcome).containsExactly(MERGED, MERGED);
    }

    @Test
    void manualFullThatFailsIsMadeUpFor() {
        protectedSinceYesterday();
        world.at("2026-11-23T02:00:00Z");
        world.ask(FULL);
        world.look();
        world.end(State.FAILED);
        world.at("2026-11-23T02:05:00Z");
        assertThat(world.look())
                .extracting(ScheduledRun::kind, ScheduledRun::attempt, ScheduledRun::outcome)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(FULL, 1, REQUESTED),
                        org.assertj.core.groups.Tuple.tuple(INCREMENTAL, 1, MERGED));
    }

    @Test
    void whatWasMissedIsCaughtUpOnce() {
        protectedSinceYesterday();
        world.at("2026-11-25T14:20:00Z");
        assertThat(world.look())
                .extracting(ScheduledRun::kind, run -> run.dueAt().toString(), ScheduledRun::outcome)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(FULL, "2026-11-25T02:00:00Z", REQUESTED),
                        org.assertj.core.groups.Tuple.tuple(INCREMENTAL, "2026-11-25T14:00:00Z", MERGED));
        assertThat(world.runs.get(0).reason()).contains("missed; caught up once");
        world.end(State.COMPLETED);
        assertThat(world.look()).isEmpty();
    }

    @Test
    void whatWasMissedIsSkippedIfNobodyWantsItCaughtUp() {
        world.settings = World.settings(null, null, List.of(), false);
        protectedSinceYesterday();
        world.at("2026-11-25T14:20:00Z");
        assertThat(world.look()).extracting(ScheduledRun::outcome).containsExactly(SKIPPED, SKIPPED);
        world.at("2026-11-25T15:00:02Z");
        assertDecided(world.look(), INCREMENTAL, "2026-11-25T15:00:00Z", REQUESTED);
    }

    @Test
    void nothingBeginsInABlackoutAndOneOfEachAfterIt() {
        world.settings = World.settings(null, null, List.of("01:30-06:00"), true);
        protectedSinceYesterday();
        world.at("2026-11-23T03:10:00Z");
        assertThat(world.look()).isEmpty();
        assertThat(world.plan().outlooks().get(FULL).overdueSince()).isEqualTo("2026-11-23T02:00:00Z");
        assertThat(world.plan().outlooks().get(FULL).waitingFor()).contains("blackout");
        world.at("2026-11-23T06:00:00Z");
        assertThat(world.look()).extracting(ScheduledRun::outcome).containsExactly(REQUESTED, MERGED);
    }

    @Test
    void blackoutIsSkippedIfNobodyWantsItCaughtUp() {
        world.settings = World.settings(null, null, List.of("01:30-06:00"), false);
        protectedSinceYesterday();
        world.at("2026-11-23T02:00:00Z");
        assertThat(world.look()).extracting(ScheduledRun::outcome).containsExactly(SKIPPED, SKIPPED);
        assertThat(world.runs.getLast().reason()).contains("schedule.blackout");
    }

    @Test
    void firstBackupWaitsForTheEndOfABlackoutButIsNeverSkipped() {
        world.settings = World.settings(null, null, List.of("10:00-12:00"), false);
        assertThat(world.look()).isEmpty();
        world.at("2026-11-22T12:00:00Z");
        assertThat(world.look()).extracting(ScheduledRun::kind).contains(FULL);
        assertThat(world.jobs.values()).anyMatch(job -> job.kind() == FULL && job.isOpen());
    }

    @Test
    void pausedScheduleDecidesNothingAndCatchesUpOnce() {
        protectedSinceYesterday();
        world.paused = true;
        world.at("2026-11-23T02:00:00Z");
        assertThat(world.look()).isEmpty();
        world.at("2026-11-24T07:00:00Z");
        assertThat(world.look()).isEmpty();
        assertThat(world.plan().outlooks().get(FULL).waitingFor()).contains("paused");
        world.paused = false;
        assertThat(world.look()).extracting(ScheduledRun::outcome).containsExactly(REQUESTED, MERGED);
    }

    @Test
    void failedBackupIsTriedAgainWithGrowingPauses() {
        protectedSinceYesterday();
        world.at("2026-11-23T02:00:00Z");
        world.look();
        world.at("2026-11-23T02:01:00Z");
        world.end(State.FAILED);
        assertThat(world.look()).isEmpty();
        assertThat(world.plan().outlooks().get(FULL).retryAt()).isEqualTo("2026-11-23T02:06:00Z");
        world.at("2026-11-23T02:06:00Z");
        assertThat(world.look()).extracting(ScheduledRun::attempt).containsOnly(1);
        world.end(State.FAILED);
        assertThat(world.plan().outlooks().get(FULL).retryAt()).isEqualTo("2026-11-23T02:16:00Z");
        world.at("2026-11-23T02:16:00Z");
        world.look();
        world.end(State.COMPLETED);
        world.at("2026-11-23T02:59:00Z");
        assertThat(world.look()).isEmpty();
    }

    @Test
    void cancelledBackupIsNotTriedAgain() {
        protectedSinceYesterday();
        world.at("2026-11-22T11:00:00Z");
        world.look();
        world.end(State.CANCELLED);
        world.at("2026-11-22T11:59:00Z");
        assertThat(world.look()).isEmpty();
    }

    @Test
    void failureThatSomethingElseHasCoveredIsNotTriedAgain() {
        protectedSinceYesterday();
        world.at("2026-11-23T02:00:00Z");
        world.look();
        world.end(State.FAILED);
        world.at("2026-11-23T02:03:00Z");
        world.ask(FULL);
        world.end(State.COMPLETED);
        world.at("2026-11-23T02:30:00Z");
        assertThat(world.look()).isEmpty();
    }

    @Test
    void lossOfTheTablesCausesNoStorm() {
        protectedSinceYesterday();
        world.loseTables();
        assertThat(world.look()).isEmpty();
        world.stored = null;
        world.at("2026-11-23T03:00:00Z");
        assertThat(world.look()).isEmpty();
        assertThat(world.plan().outlooks().get(FULL).waitingFor()).contains("repository");
        repositoryOfYesterday();
        assertThat(world.look()).extracting(ScheduledRun::outcome).containsExactly(REQUESTED, MERGED);
    }

    @Test
    void clockThatJumpsForwardCatchesUpOnceAndBackDoublesNothing() {
        protectedSinceYesterday();
        world.at("2026-11-22T14:30:00Z");
        assertDecided(world.look(), INCREMENTAL, "2026-11-22T14:00:00Z", REQUESTED);
        world.end(State.COMPLETED);
        world.at("2026-11-22T10:45:00Z");
        Set<String> dues = new HashSet<>();
        for (int minute = 0; minute < 300; minute++) {
            world.now = world.now.plus(Duration.ofMinutes(1));
            world.look().forEach(run -> dues.add(run.dueAt().toString()));
            world.end(State.COMPLETED);
        }
        // 14:00 was decided before the clock went back
        assertThat(dues)
                .containsExactlyInAnyOrder(
                        "2026-11-22T11:00:00Z", "2026-11-22T12:00:00Z", "2026-11-22T13:00:00Z", "2026-11-22T15:00:00Z");
    }

    @Test
    void everyClusterHasItsOwnFixedDelay() {
        ScheduleSettings settings = ClusterSettings.DEFAULT.schedule();
        Set<Duration> delays = new HashSet<>();
        for (int cluster = 0; cluster < 1000; cluster++) {
            ClusterName name = new ClusterName("db-" + cluster);
            Duration delay = SchedulePlanner.delay(name, settings);
            assertThat(delay)
                    .isBetween(Duration.ZERO, settings.jitter())
                    .isEqualTo(SchedulePlanner.delay(name, settings));
            delays.add(delay);
        }
        assertThat(delays).hasSizeGreaterThan(250);
        assertThat(SchedulePlanner.delay(World.SHOP, DAILY_AND_HOURLY)).isZero();
    }

    private void protectedSinceYesterday() {
        world.since = Instant.parse("2026-11-20T00:00:00Z");
        repositoryOfYesterday();
    }

    private void repositoryOfYesterday() {
        world.holds(true, Instant.parse("2026-11-22T02:00:09Z"));
        world.holds(false, Instant.parse("2026-11-22T10:00:04Z"));
    }

    private static void assertDecided(List<ScheduledRun> decisions, BackupKind kind, String due, Outcome outcome) {
        assertThat(decisions).singleElement().satisfies(run -> {
            assertThat(run.kind()).isEqualTo(kind);
            assertThat(run.dueAt()).isEqualTo(due);
            assertThat(run.outcome()).isEqualTo(outcome);
        });
    }
}
