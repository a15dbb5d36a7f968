package org.theorder.lifeboat.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.local.suite.BackupServiceAlone;
import org.theorder.lifeboat.local.suite.Folders;
import org.theorder.lifeboat.local.suite.Home;

/** Everybody backs up the same server at the same points, and restores in rounds, one after another. */
final class RestoreBench {
    private static final int LEVEL = 3;
    private static final long WAL_LIMIT = TimeUnit.MINUTES.toNanos(10);

    /**
     * What to measure.
     *
     * @param walMebibytes to replay
     * @param rounds runs of each system; medians are told
     * @param chains lengths at which the chain is restored
     * @param updates random single-row updates before each incremental
     */
    record Plan(long mebibytes, long walMebibytes, int rounds, NavigableSet<Integer> chains, int updates, long seed) {}

    private final Home home;
    private final Path project;
    private final Programs programs;
    private final Plan plan;
    private final Consumer<String> out;
    private final Report report = new Report();
    private final List<OurRestore.Replayed> replays = new ArrayList<>();
    private @Nullable PgBackRest pgBackRest;

    RestoreBench(Home home, Path project, Programs programs, Plan plan, Consumer<String> out) {
        this.home = home;
        this.project = project;
        this.programs = programs;
        this.plan = plan;
        this.out = out;
    }

    /** @return whether every goal was reached that could be measured */
    boolean run() {
        out.accept("Data set of " + plan.mebibytes() + " MB (built at the first run, which takes minutes) …");
        Path folder = home.root().resolve("data-" + plan.mebibytes() + "MB");
        try (DataSet data = DataSet.open(folder, home.log("bench-postgres"), plan.mebibytes());
                BackupServiceAlone alone = BackupServiceAlone.prepare(home, Clock.systemUTC())) {
            long bytes = data.bytes();
            out.accept(data.value("SELECT version()") + ", " + bytes / 1_000_000 + " MB of databases, "
                    + Runtime.getRuntime().availableProcessors() + " processors, seed " + plan.seed());
            OurService service = new OurService(alone, data);
            service.start(LEVEL, List.of(OurService.SINGLE));
            OurRestore ours =
                    new OurRestore(alone, service, project, home.root().resolve("restores"));
            List<Restoring> all = new ArrayList<>(List.of(ours));
            all.addAll(peers(data));
            archivePlainly(data);
            chains(data, all);
            if (plan.walMebibytes() > 0) {
                replay(data, ours);
            }
            report.lines(bytes).forEach(out);
            RestoreGoals goals = new RestoreGoals(report);
            goals.lines(ours.name(), plan.chains(), replays).forEach(out);
            return goals.reached();
        }
    }

    private List<Restoring> peers(DataSet data) {
        List<Restoring> peers = new ArrayList<>();
        programs.find("pgbackrest")
                .ifPresentOrElse(
                        program -> {
                            PgBackRest found =
                                    new PgBackRest(program, home.root().resolve("pgbackrest"), data);
                            pgBackRest = found;
                            peers.add(found.restoring(LEVEL));
                        },
                        () -> out.accept("pgBackRest is neither on the PATH nor in --peers: not compared"));
        Optional<Path> baseBackup = programs.find("pg_basebackup");
        Optional<Path> combine = programs.find("pg_combinebackup");
        if (baseBackup.isPresent() && combine.isPresent()) {
            peers.add(
                    new TarRestore(baseBackup.get(), combine.get(), home.root().resolve("pg_basebackup"), data));
        } else {
            out.accept("pg_combinebackup is neither on the PATH nor in --peers: not compared");
        }
        return peers;
    }

    private Path plainWal() {
        return home.root().resolve("plain-wal");
    }

    /** From before the first backup on: a replay needs the WAL of the backup that it begins with. */
    private void archivePlainly(DataSet data) {
        Folders.delete(plainWal());
        Folders.make(plainWal());
        String push = pgBackRest == null ? "" : pgBackRest.archiveCommand() + " && ";
        data.execute(List.of(
                "ALTER SYSTEM SET archive_command = '" + push + "cp %p " + plainWal() + "/%f'",
                "SELECT pg_reload_conf()"));
    }

    private void chains(DataSet data, List<Restoring> all) {
        all.forEach(Restoring::full);
        RandomGenerator random = new Random(plan.seed());
        for (int length = 0; length <= plan.chains().last(); length++) {
            if (length > 0) {
                data.update(plan.updates(), random);
                all.parallelStream().forEach(Restoring::incremental); // not measured
            }
            if (plan.chains().contains(length)) {
                String job = RestoreGoals.job(length);
                for (int round = 0; round < plan.rounds(); round++) {
                    all.forEach(each -> measure(each.name(), job, () -> each.restore(target())));
                }
            }
        }
    }

    private Path target() {
        return home.root().resolve("restored");
    }

    private void measure(String system, String job, java.util.function.Supplier<Child.Cost> restore) {
        Folders.delete(target());
        try {
            Child.Cost cost = restore.get();
            tell(system, job, cost.seconds(), cost);
        } catch (LifeboatException e) {
            out.accept("  not measured: " + e.explanation());
        } finally {
            Folders.delete(target());
        }
    }

    /** The bytes are those that lie in the target afterwards. */
    private void tell(String system, String job, double seconds, Child.Cost cost) {
        Measurement measurement = new Measurement(
                system, job, seconds, FileSizes.of(target()), cost.peakKibibytes(), cost.cpuSeconds(), 0);
        report.add(measurement);
        out.accept(Report.line(measurement));
    }

    /** The same WAL for all: delivered by us, by pgBackRest, and by cp from a directory, which is what the server can do. */
    private void replay(DataSet data, OurRestore ours) {
        Path plain = plainWal();
        PgBackRest peer = pgBackRest;
        String newest = data.writeWal(plan.walMebibytes());
        awaitFile(plain.resolve(newest));
        awaitFile(ours.wal(newest));
        String job = replayJob();
        Path log = home.log("bench-replay");
        for (int round = 0; round < plan.rounds(); round++) {
            measure("Lifeboat, restore and verification too", pointInTime(job), () -> {
                OurRestore.Replayed replayed = ours.toTheEndOfWal(target());
                replays.add(replayed);
                tell("Lifeboat", job, replayed.seconds(), Child.Cost.unknown());
                return replayed.whole();
            });
            if (peer != null) {
                replayBy("pgBackRest archive-get", job, peer, log, peer.archiveGet(target()));
                replayBy("cp of plain files", job, peer, log, "cp " + plain + "/%f %p");
            }
        }
    }

    private static String pointInTime(String replay) {
        return "point in time, " + replay;
    }

    private String replayJob() {
        return "replay of " + plan.walMebibytes() + " MB";
    }

    private void replayBy(String system, String job, PgBackRest peer, Path log, String restoreCommand) {
        Folders.delete(target());
        try {
            Child.Cost restored = peer.restoring(LEVEL).restore(target());
            double replaying = Replay.seconds(target(), log, restoreCommand);
            tell(system, job, replaying, Child.Cost.unknown());
            tell(system + ", restore too", pointInTime(job), restored.seconds() + replaying, restored);
        } catch (LifeboatException e) {
            out.accept("  not measured: " + e.explanation());
        } finally {
            Folders.delete(target());
        }
    }

    private static void awaitFile(Path file) {
        long deadline = System.nanoTime() + WAL_LIMIT;
        while (!Files.exists(file)) {
            if (System.nanoTime() > deadline) {
                throw new LifeboatException(ErrorCode.TIMED_OUT, "WAL does not arrive: " + file);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }
}
