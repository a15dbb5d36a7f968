package org.theorder.lifeboat.local.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What happened when. */
final class Timeline {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    private final List<Moment> moments = new ArrayList<>();

    private record Moment(Instant at, String what) {}

    synchronized void add(Instant at, String what) {
        moments.add(new Moment(at, what));
    }

    /** Oldest first, with the time since the first moment. */
    synchronized List<String> lines() {
        List<Moment> sorted =
                moments.stream().sorted(Comparator.comparing(Moment::at)).toList();
        return sorted.stream()
                .map(moment -> "  %s  %7s  %s"
                        .formatted(
                                TIME.format(moment.at()),
                                since(sorted.getFirst().at(), moment.at()),
                                moment.what()))
                .toList();
    }

    private static String since(Instant start, Instant moment) {
        return String.format(
                Locale.ROOT, "+%.1f s", Duration.between(start, moment).toMillis() / 1e3);
    }
}
