package org.theorder.lifeboat.monitor.overview;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.monitor.objective.QuarterStore;
import org.theorder.lifeboat.monitor.objective.QuarterStore.Quarter;
import org.theorder.lifeboat.monitor.wording.Wording;

/** The recovery point over the last day: as a chart, as a sentence, and as a table. */
record Histories(Instant now, Duration goal) {
    /** How far it reaches back. */
    static final Duration SHOWN = Duration.ofHours(24);

    private static final DateTimeFormatter HOUR =
            DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** @return null if nothing was measured */
    Overview.@Nullable History history(List<Quarter> quarters) {
        return quarters.isEmpty() ? null : new Overview.History(series(quarters), label(quarters), hours(quarters));
    }

    /** What the script draws: seconds since 1970, then for each region the loss in seconds, null where nobody knows. */
    private String series(List<Quarter> quarters) {
        Instant first = QuarterStore.begin(now.minus(SHOWN));
        int count = Math.toIntExact(SHOWN.dividedBy(QuarterStore.QUARTER)) + 1;
        ObjectNode series = JsonNodeFactory.instance.objectNode().put("goal", goal.toSeconds());
        ArrayNode at = series.putArray("at");
        for (int i = 0; i < count; i++) {
            at.add(first.plus(QuarterStore.QUARTER.multipliedBy(i)).getEpochSecond());
        }
        ObjectNode regions = series.putObject("regions");
        for (String region :
                new TreeSet<>(quarters.stream().map(Quarter::region).toList())) {
            Map<Instant, Duration> known = new HashMap<>();
            quarters.stream()
                    .filter(quarter -> quarter.region().equals(region) && quarter.worst() != null)
                    .forEach(quarter -> known.put(quarter.at(), Objects.requireNonNull(quarter.worst())));
            ArrayNode values = regions.putArray(region);
            for (int i = 0; i < count; i++) {
                Duration worst = known.get(first.plus(QuarterStore.QUARTER.multipliedBy(i)));
                // a logarithm has no place for zero
                values.add(worst == null ? null : Math.max(0.1, worst.toMillis() / 1000.0));
            }
        }
        return series.toString();
    }

    private String label(List<Quarter> quarters) {
        long unknown =
                quarters.stream().filter(quarter -> quarter.worst() == null).count();
        long beyond = quarters.stream()
                .filter(quarter -> quarter.worst() != null && quarter.worst().compareTo(goal) > 0)
                .count();
        String worst = worst(quarters)
                .map(quarter -> "worst " + Scale.words(Objects.requireNonNull(quarter.worst())) + " in region "
                        + quarter.region() + " after " + Wording.time(quarter.at(), now))
                .orElse("never measured");
        return "RPO of the last 24 h: " + worst + "; goal " + Wording.duration(goal)
                + (beyond == 0 ? ", never missed" : ", missed in " + beyond + " quarters of an hour")
                + (unknown == 0 ? "" : ", unknown in " + unknown);
    }

    private static Optional<Quarter> worst(List<Quarter> quarters) {
        return quarters.stream()
                .filter(quarter -> quarter.worst() != null)
                .max(Comparator.comparing(quarter -> Objects.requireNonNull(quarter.worst())));
    }

    private static List<Overview.Pair> hours(List<Quarter> quarters) {
        TreeSet<Instant> begins = new TreeSet<>(Comparator.reverseOrder());
        quarters.forEach(quarter -> begins.add(hour(quarter.at())));
        List<Overview.Pair> hours = new ArrayList<>();
        for (Instant begin : begins) {
            String worst = worst(quarters.stream()
                            .filter(quarter -> hour(quarter.at()).equals(begin))
                            .toList())
                    .map(quarter -> Scale.words(Objects.requireNonNull(quarter.worst())) + " in " + quarter.region())
                    .orElse("unknown");
            hours.add(new Overview.Pair(HOUR.format(begin) + " UTC", worst));
        }
        return hours;
    }

    private static Instant hour(Instant at) {
        return at.truncatedTo(ChronoUnit.HOURS);
    }
}
