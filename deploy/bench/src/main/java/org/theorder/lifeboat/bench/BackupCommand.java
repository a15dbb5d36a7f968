package org.theorder.lifeboat.bench;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description = "full and incremental backups and WAL archiving, beside pgBackRest and pg_basebackup")
final class BackupCommand implements Callable<Integer> {
    private static final Pattern SIZE = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(MB|GB)");
    private static final int MEBIBYTES_IN_GIBIBYTE = 1024;

    @ParentCommand
    private Bench bench = new Bench();

    @Option(names = "--size", paramLabel = "SIZE", description = "of the data, MB or GB (default: ${DEFAULT-VALUE})")
    private String size = "3GB";

    @Option(
            names = "--peers",
            paramLabel = "DIRECTORY",
            description = "a folder with other systems' programs, as deploy/test-servers/postgres-tools.sh makes one;"
                    + " without it, those on the PATH")
    private @Nullable Path peers;

    @Option(names = "--rounds", paramLabel = "NUMBER", description = "(default: ${DEFAULT-VALUE})")
    private int rounds = 3;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "PART",
            description = "full, incremental, wal (default: all of them)")
    private Set<String> only = Set.of("full", "incremental", "wal");

    @Option(names = "--levels", split = ",", paramLabel = "LEVEL", description = "zstd levels (default: 1,3)")
    private Set<Integer> levels = new java.util.TreeSet<>(Set.of(1, 3));

    @Option(
            names = "--updates",
            paramLabel = "NUMBER",
            description = "random single-row updates before an incremental (default: ${DEFAULT-VALUE})")
    private int updates = 50_000;

    @Option(
            names = "--seconds",
            paramLabel = "NUMBER",
            description = "how long pgbench runs for the WAL part (default: ${DEFAULT-VALUE})")
    private int seconds = 60;

    @Option(names = "--seed", paramLabel = "NUMBER", description = "of the random updates (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(names = "--goals", description = "exit code 1 if a goal is not reached")
    private boolean goals;

    @Override
    public Integer call() {
        Set<BackupBench.Section> sections = EnumSet.noneOf(BackupBench.Section.class);
        for (String name : only) {
            sections.add(section(name));
        }
        boolean reached = new BackupBench(
                        bench.home(),
                        new Programs(bench.home(), bench.project(), peers),
                        new BackupBench.Plan(mebibytes(size), rounds, sections, levels, updates, seconds, seed),
                        System.out::println)
                .run();
        return goals && !reached ? 1 : 0;
    }

    private static BackupBench.Section section(String name) {
        try {
            return BackupBench.Section.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new LifeboatException(
                    ErrorCode.REQUEST_INVALID, "--only knows full, incremental and wal, not " + name, e);
        }
    }

    /** {@code 300MB} and {@code 2.5GB} in mebibytes. */
    static long mebibytes(String text) {
        Matcher matcher = SIZE.matcher(text.toUpperCase(Locale.ROOT).strip());
        if (!matcher.matches()) {
            throw new LifeboatException(
                    ErrorCode.REQUEST_INVALID, "--size is a number with MB or GB, for example 3GB, not " + text);
        }
        double number = Double.parseDouble(matcher.group(1));
        return Math.round(matcher.group(2).equals("GB") ? number * MEBIBYTES_IN_GIBIBYTE : number);
    }
}
