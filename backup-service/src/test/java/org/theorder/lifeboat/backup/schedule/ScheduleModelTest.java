package org.theorder.lifeboat.backup.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.theorder.lifeboat.backup.schedule.ScheduledJobs.State;
import org.theorder.lifeboat.backup.settings.ScheduleSettings;
import org.theorder.lifeboat.edge.schedule.CronTimes;
import org.theorder.lifeboat.events.BackupKind;

/**
 * Some weeks with everything that can happen, in random order: slow, failing and cancelled backups, outages, pauses,
 * blackouts, requests by people, lost tables, a clock that jumps. Nothing that is due is ever lost or done twice. {@code
 * -Dlifeboat.seed=n} runs one seed.
 */
class ScheduleModelTest {
    private static final Duration CALM = Duration.ofHours(30);

    static LongStream seeds() {
        Long chosen = Long.getLong("lifeboat.seed");
        return chosen == null ? LongStream.range(0, 12) : LongStream.of(chosen);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void nothingIsLostAndNothingDoneTwice(long seed) {
        Random random = new Random(seed);
        World world = new World("2026-03-20T10:17:00Z", settings(random));
        for (int step = 0; step < 1_500; step++) {
            happen(world, random);
            boolean quiet = world.paused || world.settings.blackedOut(world.now) || world.stored == null;
            List<ScheduledRun> decisions = world.look();
            if (world.paused || world.settings.blackedOut(world.now)) {
                assertThat(decisions)
                        .as("nothing begins while it must not, seed %d", seed)
                        .allMatch(run -> run.outcome() == ScheduledRun.Outcome.SKIPPED);
            } else if (!quiet) {
                assertCovered(world, seed);
            }
        }
        calm(world, seed);
    }

    private static void happen(World world, Random random) {
        int dice = random.nextInt(1000);
        if (dice < 700) {
            world.now = world.now.plusSeconds(random.nextInt(1200));
        } else if (dice < 720) {
            world.now = world.now.plus(Duration.ofHours(random.nextInt(72)));
        } else if (dice < 730) {
            world.now = world.now.minusSeconds(random.nextInt(40_000));
        } else if (dice < 900) {
            world.end(random.nextInt(5) == 0 ? State.FAILED : State.COMPLETED);
        } else if (dice < 910) {
            world.end(State.CANCELLED);
        } else if (dice < 930) {
            world.paused = !world.paused;
        } else if (dice < 960) {
            world.ask(random.nextBoolean() ? BackupKind.FULL : BackupKind.INCREMENTAL);
        } else if (dice < 965) {
            world.loseTables();
        } else if (dice < 970) {
            world.settings = settings(random);
        }
    }

    /** Whatever was due last has been decided about, or a backup has been begun since. */
    private static void assertCovered(World world, long seed) {
        world.plan().outlooks().forEach((kind, outlook) -> {
            assertThat(outlook.overdueSince())
                    .as("lost: %s, seed %d", kind, seed)
                    .isNull();
            Instant due = CronTimes.of(
                            SchedulePlanner.cron(world.settings, kind).fields(), world.settings.zone(), Duration.ZERO)
                    .latest(world.now)
                    .orElse(Instant.MIN);
            boolean decided = world.runs.stream()
                    .anyMatch(run -> run.kind() == kind && !run.dueAt().isBefore(due));
            Instant stored = world.stored == null ? null : world.stored.newest(kind, world.now);
            boolean covered = stored != null && !stored.isBefore(due);
            assertThat(decided || covered || due.isBefore(world.since) || due.equals(world.since))
                    .as("due %s %s and nobody cared, seed %d", kind, due, seed)
                    .isTrue();
        });
    }

    /** A day and a bit without trouble: every due moment gets its backup, on time, once. */
    private static void calm(World world, long seed) {
        world.paused = false;
        world.settings = World.settings("0 2 * * *", "0 * * * *", List.of(), true);
        // behind everything that a clock gone wrong has ever decided about
        Instant newest = world.history.stream()
                .map(ScheduledRun::dueAt)
                .max(Instant::compareTo)
                .orElse(world.now);
        world.now = newest.isAfter(world.now) ? newest.plusSeconds(60) : world.now;
        world.end(State.COMPLETED);
        for (int settle = 0; settle < 10; settle++) {
            world.look();
            world.end(State.COMPLETED);
            world.now = world.now.plus(Duration.ofHours(1));
        }
        Instant begin = world.now;
        int before = world.history.size();
        while (world.now.isBefore(begin.plus(CALM))) {
            world.now = world.now.plusSeconds(60);
            world.look();
            world.end(State.COMPLETED);
        }
        List<ScheduledRun> runs = world.history.subList(before, world.history.size());
        assertThat(runs.stream().filter(run -> run.kind() == BackupKind.INCREMENTAL))
                .as("one decision an hour, seed %d", seed)
                .hasSizeBetween(30, 31)
                .allMatch(run -> Duration.between(run.dueAt(), run.decidedAt()).compareTo(Duration.ofHours(1)) <= 0);
        assertThat(runs.stream().filter(run -> run.kind() == BackupKind.FULL))
                .as("one full a day, seed %d", seed)
                .hasSizeBetween(1, 2)
                .allMatch(run -> run.outcome() == ScheduledRun.Outcome.REQUESTED);
    }

    private static ScheduleSettings settings(Random random) {
        return World.settings(
                List.of("0 2 * * *", "30 3 * * 1,4", "0 */6 * * *").get(random.nextInt(3)),
                List.of("0 * * * *", "*/15 * * * *", "off").get(random.nextInt(3)),
                List.of(List.<String>of(), List.of("01:00-05:30"), List.of("mon-fri 08:00-18:00", "sat 22:00-06:00"))
                        .get(random.nextInt(3)),
                random.nextInt(4) != 0);
    }
}
