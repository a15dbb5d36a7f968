package org.theorder.lifeboat.bench;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description =
                "restores of full backups, of chains and to the end of WAL, beside pgBackRest and pg_combinebackup")
final class RestoreCommand implements Callable<Integer> {
    @ParentCommand
    private Bench bench = new Bench();

    @Option(names = "--size", paramLabel = "SIZE", description = "of the data, MB or GB (default: ${DEFAULT-VALUE})")
    private String size = "3GB";

    @Option(names = "--wal", paramLabel = "SIZE", description = "to replay; 0MB for none (default: ${DEFAULT-VALUE})")
    private String wal = "1GB";

    @Option(
            names = "--peers",
            paramLabel = "DIRECTORY",
            description = "a folder with other systems' programs, as deploy/test-servers/postgres-tools.sh makes one;"
                    + " without it, those on the PATH")
    private @Nullable Path peers;

    @Option(names = "--rounds", paramLabel = "NUMBER", description = "(default: ${DEFAULT-VALUE})")
    private int rounds = 3;

    @Option(
            names = "--chains",
            split = ",",
            paramLabel = "LENGTH",
            description = "incrementals on the full backup when it is restored (default: 0,1,6,24)")
    private Set<Integer> chains = new TreeSet<>(Set.of(0, 1, 6, 24));

    @Option(
            names = "--updates",
            paramLabel = "NUMBER",
            description = "random single-row updates before each incremental (default: ${DEFAULT-VALUE})")
    private int updates = 10_000;

    @Option(names = "--seed", paramLabel = "NUMBER", description = "of the random updates (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(names = "--goals", description = "exit code 1 if a goal is not reached")
    private boolean goals;

    @Override
    public Integer call() {
        boolean reached = new RestoreBench(
                        bench.home(),
                        bench.project(),
                        new Programs(bench.home(), bench.project(), peers),
                        new RestoreBench.Plan(
                                BackupCommand.mebibytes(size),
                                BackupCommand.mebibytes(wal),
                                rounds,
                                new TreeSet<>(chains),
                                updates,
                                seed),
                        System.out::println)
                .run();
        return goals && !reached ? 1 : 0;
    }
}
