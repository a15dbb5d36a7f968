package org.theorder.lifeboat.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.stream.LongStream;

/** What restores should cost beside other systems, and whether they did. */
final class RestoreGoals {
    private static final double OF_PGBACKREST_FULL = 0.95;
    private static final double OF_PGBACKREST_INCREMENTAL = 0.70;
    private static final double OF_UNTAR_AND_COMBINE = 0.50;
    private static final double LONGEST_OF_SHORTEST_CHAIN = 1.3;
    private static final double MOST_MEBIBYTES = 400;
    /** The server is the bottleneck of a replay, not we. */
    private static final double MOST_PERCENT_WAITED = 5;

    private static final double KIBIBYTES_IN_MEBIBYTE = 1024;

    private final Report report;
    private final List<String> lines = new ArrayList<>(List.of("", "| goal | measured | |", "|---|---|---|"));
    private boolean reached = true;

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
     * @param replays our restores to the end of the WAL
     */
    List<String> lines(String ours, NavigableSet<Integer> chains, List<OurRestore.Replayed> replays) {
        compare(ours, job(0), "pgBackRest", job(0), OF_PGBACKREST_FULL);
        Optional.ofNullable(chains.ceiling(1)).ifPresent(shortest -> {
            compare(ours, job(shortest), "pgBackRest", job(shortest), OF_PGBACKREST_INCREMENTAL);
            compare(ours, job(shortest), "untar", job(shortest), OF_UNTAR_AND_COMBINE);
            if (chains.last() > shortest) {
                compare(ours, job(chains.last()), ours, job(shortest), LONGEST_OF_SHORTEST_CHAIN);
            }
        });
        LongStream.concat(
                        report.peakKibibytes(ours).stream().mapToLong(Long::longValue),
                        replays.stream().mapToLong(each -> each.whole().peakKibibytes()))
                .max()
                .ifPresent(peak -> tell(
                        "peak resident memory without the server ≤ " + number(MOST_MEBIBYTES) + " MiB",
                        peak / KIBIBYTES_IN_MEBIBYTE,
                        MOST_MEBIBYTES));
        replays.stream()
                .mapToLong(each -> each.whole().serverPeakKibibytes())
                .max()
                .ifPresent(peak -> lines.add("| (memory of the server that replays, shared memory once) | "
                        + number(peak / KIBIBYTES_IN_MEBIBYTE) + " MiB | |"));
        replays.stream()
                .mapToDouble(each -> each.waited() * 100)
                .max()
                .ifPresent(percent -> tell(
                        "the server waits for WAL ≤ " + number(MOST_PERCENT_WAITED) + " % of its replay",
                        percent,
                        MOST_PERCENT_WAITED));
        return lines;
    }

    /** Whether every goal that was told was. */
    boolean reached() {
        return reached;
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
        boolean good = measured <= limit;
        reached &= good;
        lines.add("| " + goal + " | " + number(measured) + " | " + (good ? "reached" : "**missed**") + " |");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.0f", value);
    }
}
