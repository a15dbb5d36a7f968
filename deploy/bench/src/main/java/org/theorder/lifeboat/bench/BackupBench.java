package org.theorder.lifeboat.bench;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.local.suite.BackupServiceAlone;
import org.theorder.lifeboat.local.suite.Home;

/** The whole benchmark: everybody backs up the same server, one after another, in rounds. */
final class BackupBench {
    static final int INCREMENTAL_LEVEL = 3;

    private static final double MOST_SECONDS_USUALLY = 1;
    private static final double MOST_SECONDS = 3;

    /** What can be measured alone. */
    enum Section {
        FULL,
        INCREMENTAL,
        WAL
    }

    /**
     * What to measure.
     *
     * @param rounds runs of each system; medians are told
     * @param updates random single-row updates before each incremental
     * @param seconds of pgbench for the WAL
     * @param seed of the random updates
     */
    record Plan(
            long mebibytes,
            int rounds,
            Set<Section> sections,
            Set<Integer> levels,
            int updates,
            int seconds,
            long seed) {}

    private final Home home;
    private final Programs programs;
    private final Plan plan;
    private final Consumer<String> out;
    private final Report report = new Report();
    private final Goals goals;
    private @Nullable PgBackRest pgBackRest;

    BackupBench(Home home, Programs programs, Plan plan, Consumer<String> out) {
        this.home = home;
        this.programs = programs;
        this.plan = plan;
        this.out = out;
        this.goals = new Goals(out);
    }

    /** Whether every goal that could be measured was reached. */
    boolean run() {
        out.accept("Data set of " + plan.mebibytes() + " MB (built at the first run, which takes minutes) …");
        Path folder = home.root().resolve("data-" + plan.mebibytes() + "MB");
        try (DataSet data = DataSet.open(folder, home.log("bench-postgres"), plan.mebibytes());
                BackupServiceAlone alone = BackupServiceAlone.prepare(home, Clock.systemUTC())) {
            long bytes = data.bytes();
            out.accept(data.value("SELECT version()") + ", " + bytes / 1_000_000 + " MB of databases, "
                    + Runtime.getRuntime().availableProcessors() + " processors, seed " + plan.seed());
            List<Contestant> peers = peers(data);
            OurService ours = new OurService(alone, data);
            if (plan.sections().contains(Section.FULL)) {
                new TreeSet<>(plan.levels()).forEach(level -> full(level, ours, peers));
            }
            if (plan.sections().contains(Section.INCREMENTAL)) {
                incremental(data, ours, peers);
            }
            report.lines(bytes).forEach(out);
            new BackupGoals(report, goals).tell(plan.levels());
            if (plan.sections().contains(Section.WAL)) {
                programs.find("pgbench")
                        .ifPresentOrElse(
                                pgbench -> wal(ours, new WalBench(data, pgbench, home.log("pgbench"))),
                                () -> out.accept("pgbench is neither on the PATH nor in --peers: WAL is not measured"));
            }
        }
        return goals.reached();
    }

    /** One after the other, so that nobody takes the other's processors. */
    private void wal(OurService ours, WalBench bench) {
        PgBackRest peer = pgBackRest;
        if (peer != null) {
            peer.archiveNothing();
        }
        ours.start(1, List.of(OurService.PAIR));
        ours.api().backup(OurService.PAIR, "full");
        double cpu = ProcessCost.seconds(ours.pid());
        ProcessCost.forgetPeak(ours.pid());
        WalBench.Outcome stream = bench.run(ours.archiver(), plan.seconds());
        stream.lines().forEach(out);
        out.accept(String.format(
                Locale.ROOT,
                "peak %d MB resident, %.2f processors",
                ProcessCost.peakKibibytes(ours.pid()) / 1024,
                (ProcessCost.seconds(ours.pid()) - cpu) / stream.seconds()));
        goals.below("age of the newest WAL in both regions, p50", stream.quantile(0.50), MOST_SECONDS_USUALLY, "s");
        goals.below("age of the newest WAL in both regions, p99", stream.quantile(0.99), MOST_SECONDS, "s");
        if (peer != null) {
            ours.stop();
            bench.run(peer.archiveAsynchronously(), plan.seconds()).lines().forEach(out);
            peer.archiveNothing();
        }
    }

    private List<Contestant> peers(DataSet data) {
        List<Contestant> peers = new ArrayList<>();
        data.execute(List.of("ALTER SYSTEM SET archive_command = 'true'", "SELECT pg_reload_conf()"));
        programs.find("pgbackrest")
                .ifPresentOrElse(
                        program -> {
                            PgBackRest found =
                                    new PgBackRest(program, home.root().resolve("pgbackrest"), data);
                            pgBackRest = found;
                            peers.add(found);
                        },
                        () -> out.accept("pgBackRest is neither on the PATH nor in --peers: not compared"));
        Optional<Path> baseBackup = programs.find("pg_basebackup");
        baseBackup
                .map(program -> new PgBaseBackup(program, home.root().resolve("pg_basebackup"), data))
                .ifPresentOrElse(
                        peers::add,
                        () -> out.accept("pg_basebackup is neither on the PATH nor in --peers: not compared"));
        return peers;
    }

    private void full(int level, OurService ours, List<Contestant> peers) {
        ours.start(level, List.of(OurService.PAIR, OurService.SINGLE));
        List<Contestant> all =
                new ArrayList<>(List.of(ours.contestant(OurService.PAIR), ours.contestant(OurService.SINGLE)));
        // a service runs for months: what its compiler does in the first minute is not what a backup costs
        Measurement first = all.getFirst().full(level);
        out.accept(Report.line(first) + "  (first after its start, not counted)");
        all.addAll(peers);
        for (int round = 0; round < plan.rounds(); round++) {
            for (Contestant contestant : all) {
                measure(() -> contestant.full(level));
                contestant.tidy();
            }
        }
    }

    private void incremental(DataSet data, OurService ours, List<Contestant> peers) {
        ours.start(INCREMENTAL_LEVEL, List.of(OurService.PAIR));
        List<Contestant> all = new ArrayList<>(List.of(ours.contestant(OurService.PAIR)));
        all.addAll(peers);
        all.forEach(contestant -> contestant.full(INCREMENTAL_LEVEL));
        RandomGenerator random = new Random(plan.seed());
        for (int round = 0; round < plan.rounds(); round++) {
            data.update(plan.updates(), random);
            for (Contestant contestant : all) {
                measure(() -> contestant.incremental(INCREMENTAL_LEVEL));
            }
        }
        all.forEach(Contestant::tidy);
    }

    /** What one of them cannot do is told and not measured; the others go on. */
    private void measure(java.util.function.Supplier<Measurement> run) {
        try {
            Measurement measurement = run.get();
            report.add(measurement);
            out.accept(Report.line(measurement));
        } catch (LifeboatException e) {
            out.accept("  not measured: " + e.explanation());
        }
    }
}
