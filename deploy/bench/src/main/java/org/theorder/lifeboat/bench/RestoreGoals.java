package org.theorder.lifeboat.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Optional;

/** What restores should cost beside other systems, and whether they did. */
final class RestoreGoals {
    static final String REPLAY_ALONE = "cp of plain files";

    private static final double OF_PGBACKREST_FULL = 0.95;
    private static final double OF_PGBACKREST_INCREMENTAL = 0.70;
    private static final double OF_UNTAR_AND_COMBINE = 0.50;
    private static final double LONGEST_OF_SHORTEST_CHAIN = 1.3;
    private static final double MOST_MEBIBYTES = 400;
    private static final double KIBIBYTES_IN_MEBIBYTE = 1024;

    private final Report report;
    private final List<String> lines = new ArrayList<>(List.of("", "| goal | measured | |", "|---|---|---|"));

    RestoreGoals(Report report) {
        this.report = report;
    }

    static String job(int incrementals) {
        return incrementals == 0 ? "full" : "full + " + incrementals;
    }

    /**
     * A table in Markdown; without what was not measured.
     *
     * @param ours our name in the report; the others' begin with theirs
     * @param replay the job of which the server's waiting is told
     */
    List<String> lines(String ours, NavigableSet<Integer> chains, String replay) {
        compare(ours, job(0), "pgBackRest", job(0), OF_PGBACKREST_FULL);
        Optional.ofNullable(chains.ceiling(1)).ifPresent(shortest -> {
            compare(ours, job(shortest), "pgBackRest", job(shortest), OF_PGBACKREST_INCREMENTAL);
            compare(ours, job(shortest), "untar", job(shortest), OF_UNTAR_AND_COMBINE);
            if (chains.last() > shortest) {
                compare(ours, job(chains.last()), ours, job(shortest), LONGEST_OF_SHORTEST_CHAIN);
            }
        });
        report.peakKibibytes(ours)
                .ifPresent(peak -> tell(
                        "peak resident memory ≤ " + number(MOST_MEBIBYTES) + " MiB",
                        peak / KIBIBYTES_IN_MEBIBYTE,
                        MOST_MEBIBYTES));
        report.median("Lifeboat", replay)
                .ifPresent(delivered -> report.median(REPLAY_ALONE, replay)
                        .ifPresent(alone -> lines.add(String.format(
                                Locale.ROOT,
                                "| replay waits for nobody | %.1f %% of the time (%.2f s; %.2f s with cp) | |",
                                Math.max(0, 1 - alone / delivered) * 100,
                                delivered,
                                alone))));
        return lines;
    }

    private void compare(String ours, String job, String other, String otherJob, double limit) {
        report.median(ours, job)
                .ifPresent(seconds -> report.median(other, otherJob)
                        .ifPresent(theirs -> tell(
                                job + " ≤ " + number(limit) + " × " + (other.equals(ours) ? "" : other + " ")
                                        + otherJob,
                                seconds / theirs,
                                limit)));
    }

    private void tell(String goal, double measured, double limit) {
        lines.add(
                "| " + goal + " | " + number(measured) + " | " + (measured <= limit ? "reached" : "**missed**") + " |");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.0f", value);
    }
}
