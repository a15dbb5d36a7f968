package org.theorder.lifeboat.monitor.overview;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.monitor.objective.ObjectiveDay;
import org.theorder.lifeboat.monitor.objective.ObjectiveReport;
import org.theorder.lifeboat.monitor.objective.ObjectiveReports;
import org.theorder.lifeboat.monitor.wording.Wording;

/** Turns what was reached day by day into what the objectives page says. Pure. */
record ObjectivesBuilder(LocalDate today) {
    private static final String NO_DATA = "no data";

    Objectives build(List<ObjectiveReport> reports) {
        return new Objectives(reports.stream().map(this::card).toList());
    }

    /**
     * What one day was like.
     *
     * @param worst the longest that was measured
     * @param unknown share of the day for which nobody could say; 0 to 1
     */
    private record Measured(LocalDate day, @Nullable Duration worst, double unknown, Duration goal) {
        boolean missed() {
            return worst != null && worst.compareTo(goal) > 0;
        }

        String words() {
            if (worst == null) {
                return "unknown";
            }
            return Scale.words(worst)
                    + (missed() ? ", missed" : "")
                    + (unknown > 0 ? ", unknown for " + Math.max(1, Math.round(100 * unknown)) + " %" : "");
        }

        Objectives.Day mark(int x) {
            if (missed()) {
                return new Objectives.Day(x, "missed", 0, 32);
            }
            return worst == null || unknown > 0
                    ? new Objectives.Day(x, "partly", 12, 20)
                    : new Objectives.Day(x, "met", 16, 16);
        }
    }

    private Objectives.Card card(ObjectiveReport report) {
        Map<LocalDate, ObjectiveDay> days =
                report.days().stream().collect(Collectors.toMap(ObjectiveDay::day, Function.identity()));
        List<String> regions = new ArrayList<>(new TreeSet<>(report.days().stream()
                .flatMap(day -> day.regions().stream())
                .map(ObjectiveDay.Region::region)
                .toList()));
        List<Objectives.Strip> strips = new ArrayList<>();
        for (String region : regions) {
            strips.add(strip(
                    "RPO, region " + region,
                    "nobody looked",
                    day -> Optional.ofNullable(days.get(day))
                            .flatMap(known -> point(known, region, report.recoveryPointObjective()))));
        }
        strips.add(strip(
                "RTO, restores and drills",
                "nothing was restored",
                day -> Optional.ofNullable(days.get(day)).flatMap(known -> time(known, report))));
        return new Objectives.Card(
                report.cluster(),
                "RPO goal " + Wording.duration(report.recoveryPointObjective()) + ", RTO goal "
                        + Wording.duration(report.recoveryTimeObjective()),
                strips,
                regions,
                lastDays().map(day -> row(day, days.get(day), regions, report)).toList());
    }

    private Stream<LocalDate> lastDays() {
        return IntStream.range(0, ObjectiveReports.DAYS).mapToObj(today::minusDays);
    }

    private static Optional<Measured> point(ObjectiveDay day, String name, Duration goal) {
        return day.regions().stream()
                .filter(region -> region.region().equals(name))
                .map(region -> new Measured(
                        day.day(), region.unknown() >= 1 ? null : region.worstRecoveryPoint(), region.unknown(), goal))
                .findFirst();
    }

    private static Optional<Measured> time(ObjectiveDay day, ObjectiveReport report) {
        return Optional.ofNullable(day.worstRecoveryTime())
                .map(worst -> new Measured(day.day(), worst, 0, report.recoveryTimeObjective()));
    }

    private static Objectives.Row row(
            LocalDate date, @Nullable ObjectiveDay day, List<String> regions, ObjectiveReport report) {
        List<String> cells = new ArrayList<>();
        for (String region : regions) {
            cells.add(Optional.ofNullable(day)
                    .flatMap(known -> point(known, region, report.recoveryPointObjective()))
                    .map(Measured::words)
                    .orElse(NO_DATA));
        }
        cells.add(Optional.ofNullable(day)
                .flatMap(known -> time(known, report).map(measured -> measured.words() + " (" + known.restores() + ")"))
                .orElse(NO_DATA));
        return new Objectives.Row(date.toString(), cells);
    }

    /** @param otherwise why a day has no data */
    private Objectives.Strip strip(String name, String otherwise, Function<LocalDate, Optional<Measured>> measured) {
        List<Objectives.Day> marks = new ArrayList<>();
        List<Measured> known = new ArrayList<>();
        for (LocalDate day : lastDays().toList().reversed()) {
            Optional<Measured> of = measured.apply(day);
            int x = marks.size();
            marks.add(of.map(each -> each.mark(x)).orElseGet(() -> new Objectives.Day(x, "unseen-day", 24, 8)));
            of.ifPresent(known::add);
        }
        return new Objectives.Strip(name, verdict(known), marks, label(known, otherwise));
    }

    private static Overview.Chip verdict(List<Measured> known) {
        long missed = known.stream().filter(Measured::missed).count();
        if (missed > 0) {
            return new Overview.Chip(Tone.BAD, "missed on " + counted(missed));
        }
        return known.stream().anyMatch(day -> day.worst() != null)
                ? new Overview.Chip(Tone.GOOD, "never missed")
                : new Overview.Chip(Tone.UNKNOWN, NO_DATA);
    }

    private static String label(List<Measured> known, String otherwise) {
        int without = ObjectiveReports.DAYS - known.size();
        long met = known.stream()
                .filter(day -> day.worst() != null && !day.missed())
                .count();
        String worst = known.stream()
                .filter(day -> day.worst() != null)
                .max((one, other) ->
                        Objects.requireNonNull(one.worst()).compareTo(Objects.requireNonNull(other.worst())))
                .map(day -> "; worst day " + day.day() + " with " + Scale.words(Objects.requireNonNull(day.worst())))
                .orElse("");
        long partly = known.stream()
                .filter(day -> day.worst() != null && day.unknown() > 0)
                .count();
        return "Within the goal on " + met + " of " + counted(known.size()) + " with data"
                + (partly == 0 ? "" : ", unknown for some of " + counted(partly))
                + worst
                + (without == 0 ? "" : "; no data on " + counted(without) + ": " + otherwise);
    }

    private static String counted(long days) {
        return days + (days == 1 ? " day" : " days");
    }
}
