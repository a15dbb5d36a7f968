package org.theorder.lifeboat.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Medians, and how they compare. */
final class Report {
    private static final double MEBIBYTE = 1 << 20;
    private static final double KIBIBYTES_IN_MEBIBYTE = 1024;
    private static final double GIGABYTE = 1e9;

    private final Map<String, Map<String, List<Measurement>>> byJob = new LinkedHashMap<>();

    void add(Measurement measurement) {
        byJob.computeIfAbsent(measurement.job(), _ -> new LinkedHashMap<>())
                .computeIfAbsent(measurement.system(), _ -> new ArrayList<>())
                .add(measurement);
    }

    static String line(Measurement one) {
        return String.format(
                Locale.ROOT,
                "  %-20s %-34s %7.2f s %8.1f MiB  peak %4.0f MiB  cpu %6.2f s (server %.2f s)",
                one.job(),
                one.system(),
                one.seconds(),
                one.storedBytes() / MEBIBYTE,
                one.peakKibibytes() / KIBIBYTES_IN_MEBIBYTE,
                one.cpuSeconds(),
                one.serverCpuSeconds());
    }

    /**
     * A table per job, in Markdown; the ratios are those of the first system to the others.
     *
     * @param bytes size of the database, for the processor time per GB
     */
    List<String> lines(long bytes) {
        List<String> lines = new ArrayList<>();
        byJob.forEach((job, systems) -> {
            lines.add("");
            lines.add(
                    "| " + job
                            + " | median s | all | stored MiB | peak MiB | CPU s per GB | of the server | our time (two; one) : its | our bytes : its |");
            lines.add("|---|---|---|---|---|---|---|---|---|");
            List<List<Measurement>> ours = systems.entrySet().stream()
                    .filter(each -> each.getKey().startsWith("Lifeboat"))
                    .map(Map.Entry::getValue)
                    .toList();
            systems.forEach((system, runs) -> lines.add(row(system, runs, ours, bytes)));
        });
        return lines;
    }

    private static String row(String system, List<Measurement> runs, List<List<Measurement>> ours, long bytes) {
        double seconds = median(runs, Measurement::seconds);
        double stored = median(runs, Measurement::storedBytes);
        String ratios = String.join(
                "; ",
                ours.stream()
                        .map(each -> number(median(each, Measurement::seconds) / seconds, 2))
                        .toList());
        String bytesRatio = ours.isEmpty()
                ? ""
                : number(median(ours.getFirst(), Measurement::storedBytes) / Math.max(1, stored), 2);
        return "| "
                + String.join(
                        " | ",
                        system,
                        number(seconds, 2),
                        String.join(
                                " ",
                                runs.stream()
                                        .map(run -> number(run.seconds(), 2))
                                        .toList()),
                        number(stored / MEBIBYTE, 1),
                        number(
                                runs.stream()
                                                .mapToLong(Measurement::peakKibibytes)
                                                .max()
                                                .orElse(0)
                                        / KIBIBYTES_IN_MEBIBYTE,
                                0),
                        number(median(runs, Measurement::cpuSeconds) / (bytes / GIGABYTE), 2),
                        number(median(runs, Measurement::serverCpuSeconds) / (bytes / GIGABYTE), 2),
                        ratios,
                        bytesRatio)
                + " |";
    }

    /** Median seconds; empty if it was not measured. The system's name may go on. */
    Optional<Double> median(String system, String job) {
        return median(system, job, Measurement::seconds);
    }

    /** Median of any figure; empty if it was not measured. The system's name may go on. */
    Optional<Double> median(String system, String job, ToDoubleFunction<Measurement> of) {
        return byJob.getOrDefault(job, Map.of()).entrySet().stream()
                .filter(each -> each.getKey().startsWith(system))
                .map(each -> median(each.getValue(), of))
                .findFirst();
    }

    /** The largest of any job. The system's name may go on. */
    Optional<Long> peakKibibytes(String system) {
        return byJob.values().stream()
                .flatMap(systems -> systems.entrySet().stream())
                .filter(each -> each.getKey().startsWith(system))
                .flatMap(each -> each.getValue().stream())
                .map(Measurement::peakKibibytes)
                .max(Comparator.naturalOrder());
    }

    static double median(List<Measurement> runs, ToDoubleFunction<Measurement> of) {
        double[] sorted = runs.stream().mapToDouble(of).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static String number(double value, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }
}
