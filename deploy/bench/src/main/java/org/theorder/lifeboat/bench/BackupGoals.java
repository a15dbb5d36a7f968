package org.theorder.lifeboat.bench;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/** What backups should cost beside other systems, and whether they did; without what was not measured. */
final class BackupGoals {
    private static final String OURS = "Lifeboat, two regions";
    private static final String PGBACKREST = "pgBackRest";
    private static final String INCREMENTAL = "incremental zstd-" + BackupBench.INCREMENTAL_LEVEL;
    private static final double MOST_MEBIBYTES = 400;
    private static final double KIBIBYTES_IN_MEBIBYTE = 1024;

    private final Report report;
    private final Goals goals;

    BackupGoals(Report report, Goals goals) {
        this.report = report;
        this.goals = goals;
    }

    void tell(Set<Integer> levels) {
        for (int level : new TreeSet<>(levels)) {
            compare("full zstd-" + level, "time", PGBACKREST, Measurement::seconds, 0.90);
        }
        compare("full zstd-3", "time", "pg_basebackup", Measurement::seconds, 0.70);
        compare(INCREMENTAL, "time", PGBACKREST, Measurement::seconds, 0.25);
        compare(INCREMENTAL, "stored bytes", PGBACKREST, Measurement::storedBytes, 0.30);
        report.peakKibibytes(OURS)
                .ifPresent(peak ->
                        goals.below("peak resident memory", peak / KIBIBYTES_IN_MEBIBYTE, MOST_MEBIBYTES, "MiB"));
    }

    private void compare(String job, String what, String other, ToDoubleFunction<Measurement> figure, double limit) {
        report.median(OURS, job, figure)
                .ifPresent(ours -> report.median(other, job, figure)
                        .ifPresent(
                                theirs -> goals.below(job + ", " + what + " of " + other, ours / theirs, limit, "×")));
    }
}
