package org.theorder.lifeboat.notifier.status;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.Impact;
import org.theorder.lifeboat.notifier.incident.RecordedIncident;
import org.theorder.lifeboat.notifier.incident.RecordedUpdate;
import org.theorder.lifeboat.notifier.maintenance.Maintenance;
import org.theorder.lifeboat.notifier.wording.Times;

/**
 * The last 90 days of one component, from recorded incidents alone. Time before the component was recorded, and time in
 * which nobody watched, has no data and does not count.
 *
 * @param days oldest first, {@link #DAYS} of them, today last
 * @param recorded how much of that time is recorded
 * @param outage how much of it was a partial or major outage
 */
public record Uptime(List<Day> days, Duration recorded, Duration outage) {
    public static final int DAYS = 90;

    /**
     * One day in UTC.
     *
     * @param worst null if nothing is recorded of that day; unknown if nobody watched for a part of it
     */
    public record Day(
            LocalDate date, @Nullable ComponentState worst, Duration outage, Duration degraded, Duration unwatched) {
        public boolean hadTrouble() {
            return worst != null && worst.compareTo(ComponentState.UNKNOWN) > 0;
        }

        public boolean wasPartlyUnwatched() {
            return unwatched.isPositive();
        }
    }

    private record Segment(Instant from, Instant to, ComponentState state) {
        boolean covers(Instant start) {
            return !from.isAfter(start) && to.isAfter(start);
        }

        boolean overlaps(Instant begin, Instant end) {
            return from.isBefore(end) && to.isAfter(begin);
        }
    }

    /** {@code 1 − outage ÷ recorded} in percent, rounded down, so that 100 means not a second; empty if nothing is recorded. */
    public OptionalDouble percent() {
        if (recorded.isZero()) {
            return OptionalDouble.empty();
        }
        double share = 1 - (double) outage.toMillis() / recorded.toMillis();
        return OptionalDouble.of(Math.floor(share * 10_000) / 100);
    }

    /** Those with trouble, and those in which there may have been some. */
    public List<Day> notableDays() {
        return days.stream()
                .filter(day -> day.hadTrouble() || day.wasPartlyUnwatched())
                .toList();
    }

    /**
     * @param past of this component; work is shown, and counts as no outage
     * @param firstSeen since when the component is recorded
     */
    public static Uptime of(Past past, Instant firstSeen, Instant now) {
        LocalDate today = Times.day(now);
        LocalDate oldest = today.minusDays(DAYS - 1L);
        Instant begin = later(startOf(oldest), firstSeen);
        List<Segment> segments = Stream.of(
                        past.unwatched().stream().map(gap -> new Segment(gap.from(), gap.to(), ComponentState.UNKNOWN)),
                        past.maintenances().stream().flatMap(maintenance -> segment(maintenance, now).stream()),
                        past.incidents().stream().flatMap(incident -> segments(incident, now).stream()))
                .flatMap(each -> each)
                .toList();
        List<Day> days = new ArrayList<>(DAYS);
        Duration recorded = Duration.ZERO;
        Duration outage = Duration.ZERO;
        for (LocalDate date = oldest; !date.isAfter(today); date = date.plusDays(1)) {
            Instant from = later(startOf(date), begin);
            Instant to = earlier(startOf(date.plusDays(1)), now);
            Day day = day(date, segments, from, to);
            days.add(day);
            outage = outage.plus(day.outage());
            if (day.worst() != null) {
                recorded = recorded.plus(Duration.between(from, to)).minus(day.unwatched());
            }
        }
        return new Uptime(List.copyOf(days), recorded, outage);
    }

    private static Day day(LocalDate date, List<Segment> all, Instant from, Instant to) {
        if (!from.isBefore(to)) {
            return new Day(date, null, Duration.ZERO, Duration.ZERO, Duration.ZERO);
        }
        List<Segment> segments =
                all.stream().filter(segment -> segment.overlaps(from, to)).toList();
        ComponentState worst = ComponentState.OPERATIONAL;
        Duration outage = Duration.ZERO;
        Duration degraded = Duration.ZERO;
        Duration unwatched = Duration.ZERO;
        NavigableSet<Instant> cuts = cuts(segments, from, to);
        for (Instant start : cuts.headSet(to)) {
            ComponentState state = ComponentState.OPERATIONAL;
            for (Segment segment : segments) {
                state = segment.covers(start) ? state.worse(segment.state()) : state;
            }
            Duration length = Duration.between(start, cuts.higher(start));
            outage = state.isOutage() ? outage.plus(length) : outage;
            degraded = state == ComponentState.DEGRADED ? degraded.plus(length) : degraded;
            unwatched = state == ComponentState.UNKNOWN ? unwatched.plus(length) : unwatched;
            worst = worst.worse(state);
        }
        return new Day(date, worst, outage, degraded, unwatched);
    }

    /** Every moment of a day at which something may change, its begin and its end too: between two of them nothing does. */
    private static NavigableSet<Instant> cuts(List<Segment> segments, Instant from, Instant to) {
        TreeSet<Instant> cuts = new TreeSet<>();
        for (Segment segment : segments) {
            cuts.add(later(segment.from(), from));
            cuts.add(earlier(segment.to(), to));
        }
        cuts.add(from);
        cuts.add(to);
        return cuts;
    }

    private static Optional<Segment> segment(Maintenance maintenance, Instant now) {
        Instant begin = maintenance.beganAt();
        if (begin == null) {
            return Optional.empty();
        }
        Instant end = maintenance.endedAt();
        return Optional.of(new Segment(begin, end == null ? now : end, ComponentState.UNDER_MAINTENANCE));
    }

    /** What users felt during an incident: from each line of its story to the next. */
    private static List<Segment> segments(RecordedIncident incident, Instant now) {
        Instant ended = incident.endedAt();
        Instant end = ended == null ? now : earlier(ended, now);
        List<RecordedUpdate> story = incident.updates().reversed();
        List<Segment> segments = new ArrayList<>();
        Instant from = incident.state().openedAt();
        Impact impact =
                story.isEmpty() ? incident.state().impact() : story.getFirst().impact();
        for (RecordedUpdate update : story) {
            add(segments, from, earlier(update.at(), end), impact);
            from = later(from, update.at());
            impact = update.impact();
        }
        add(segments, from, end, impact);
        return segments;
    }

    private static void add(List<Segment> segments, Instant from, Instant to, Impact impact) {
        if (from.isBefore(to)) {
            segments.add(new Segment(from, to, ComponentState.of(impact)));
        }
    }

    private static Instant startOf(LocalDate date) {
        return date.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
