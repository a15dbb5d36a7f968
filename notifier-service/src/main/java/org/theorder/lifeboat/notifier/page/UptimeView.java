package org.theorder.lifeboat.notifier.page;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.notifier.status.ComponentState;
import org.theorder.lifeboat.notifier.status.ComponentStatus;
import org.theorder.lifeboat.notifier.status.Uptime;
import org.theorder.lifeboat.notifier.wording.Times;

/**
 * The strip of days below a component: 8 units a day, 6 of them drawn. Days in the same state are one dashed line, so that
 * a strip costs some hundred bytes.
 *
 * @param label all of it in words
 * @param caption the share of time without an outage
 * @param trouble the days to list; empty if there were none
 */
public record UptimeView(
        String label, List<Run> runs, String caption, List<TroubleDay> trouble, String summary, String formula) {
    private static final int DAY = 8;
    private static final int DRAWN = 6;

    /** Neighbouring days in the same state. */
    public record Run(String css, int from, int to) {}

    /** A row of the table. */
    public record TroubleDay(String date, String worst, String lengths) {}

    static UptimeView of(ComponentStatus status) {
        Uptime uptime = status.uptime();
        List<TroubleDay> trouble = uptime.notableDays().reversed().stream()
                .map(day -> new TroubleDay(Times.date(day.date()), word(day.worst()), lengths(day)))
                .toList();
        String days = days(uptime);
        String percent = percent(uptime);
        boolean young = uptime.days().getFirst().worst() == null;
        String since = young ? "recorded since " + Times.date(Times.day(status.firstSeen())) : "last 90 days";
        return new UptimeView(
                status.component().name() + ", " + since + ": " + percent + ", " + days,
                runs(uptime),
                young ? percent + " since " + Times.date(Times.day(status.firstSeen())) : percent,
                trouble,
                days,
                "From recorded incidents; time in which nobody watched does not count. Uptime = 1 − minutes of partial or major outage ÷ minutes recorded"
                        + (uptime.recorded().isZero()
                                ? "."
                                : " = 1 − " + minutes(uptime.outage()) + " ÷ " + minutes(uptime.recorded()) + " = "
                                        + percent + ", rounded down."));
    }

    private static String percent(Uptime uptime) {
        if (uptime.percent().isEmpty()) {
            return "nothing recorded";
        }
        double percent = uptime.percent().getAsDouble();
        return String.format(Locale.ROOT, percent == 100 ? "%.0f %%" : "%.2f %%", percent);
    }

    private static String days(Uptime uptime) {
        long trouble = uptime.days().stream().filter(Uptime.Day::hadTrouble).count();
        long unwatched =
                uptime.days().stream().filter(Uptime.Day::wasPartlyUnwatched).count();
        String words = trouble == 0 ? "no day with trouble" : counted(trouble) + " with trouble";
        return unwatched == 0 ? words : words + ", " + counted(unwatched) + " partly unwatched";
    }

    private static String counted(long days) {
        return days == 1 ? "1 day" : days + " days";
    }

    private static List<Run> runs(Uptime uptime) {
        List<Run> runs = new ArrayList<>();
        int begin = 0;
        for (int day = 1; day <= uptime.days().size(); day++) {
            ComponentState state = uptime.days().get(begin).worst();
            if (day == uptime.days().size() || uptime.days().get(day).worst() != state) {
                int from = begin * DAY;
                int to = (day - 1) * DAY + DRAWN;
                runs.add(new Run(state == null ? "no" : Mark.css(state), from, to));
                if (state == null) {
                    // the inside of the outline
                    runs.add(new Run("in", from + 1, to - 1));
                }
                begin = day;
            }
        }
        return runs;
    }

    private static String word(@Nullable ComponentState state) {
        return state == null ? "no data" : state.word();
    }

    /** For example {@code 4.5 min outage, 25 min degraded}. */
    private static String lengths(Uptime.Day day) {
        return Stream.of(
                        length(day.outage(), "outage"),
                        length(day.degraded(), "degraded"),
                        length(day.unwatched(), "unwatched"))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(", "));
    }

    private static Optional<String> length(Duration duration, String what) {
        return duration.isZero() ? Optional.empty() : Optional.of(minutes(duration) + " " + what);
    }

    private static String minutes(Duration duration) {
        double minutes = duration.toMillis() / 60_000.0;
        return String.format(Locale.ENGLISH, minutes < 10 && minutes > 0 ? "%,.1f min" : "%,.0f min", minutes);
    }
}
