package org.theorder.lifeboat.notifier.wording;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times in UTC and lengths of time, for people. */
public final class Times {
    private static final DateTimeFormatter SECOND = formatter("HH:mm:ss 'UTC'");
    private static final DateTimeFormatter MINUTE = formatter("HH:mm 'UTC'");
    private static final DateTimeFormatter DAY_AND_SECOND = formatter("d MMM uuuu, HH:mm:ss 'UTC'");
    private static final DateTimeFormatter DAY_AND_MINUTE = formatter("d MMM uuuu, HH:mm 'UTC'");
    private static final DateTimeFormatter DAY = formatter("d MMM uuuu");

    private Times() {}

    private static DateTimeFormatter formatter(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withZone(ZoneOffset.UTC);
    }

    /** {@code 12:03:38 UTC}, with the date in front if that is not the day of {@code now}. */
    public static String toTheSecond(Instant time, Instant now) {
        return (day(time).equals(day(now)) ? SECOND : DAY_AND_SECOND).format(time);
    }

    /** {@code 12:03 UTC}, with the date in front if that is not the day of {@code now}. */
    public static String toTheMinute(Instant time, Instant now) {
        return (day(time).equals(day(now)) ? MINUTE : DAY_AND_MINUTE).format(time);
    }

    /** {@code 12:08–12:11 UTC}, with the date in front if it does not begin on the day of {@code now}. */
    public static String between(Instant from, Instant to, Instant now) {
        String begin = toTheMinute(from, now);
        String end = toTheMinute(to, from);
        return begin.equals(end) ? begin : begin.replace(" UTC", "") + "–" + end;
    }

    /** {@code 22 Nov 2026, 12:03:38 UTC}. */
    public static String full(Instant time) {
        return DAY_AND_SECOND.format(time);
    }

    /** {@code 22 Nov 2026}. */
    public static String date(LocalDate date) {
        return DAY.format(date);
    }

    /** The day in UTC. */
    public static LocalDate day(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }

    /** In the two largest units that matter: {@code 14 s}, {@code 2 min 31 s}, {@code 1 h}, {@code 3 d 4 h}. */
    public static String length(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return two(seconds / 60, "min", seconds % 60, "s");
        }
        if (seconds < 86_400) {
            return two(seconds / 3600, "h", seconds % 3600 / 60, "min");
        }
        return two(seconds / 86_400, "d", seconds % 86_400 / 3600, "h");
    }

    private static String two(long large, String largeUnit, long small, String smallUnit) {
        return small == 0 ? large + " " + largeUnit : large + " " + largeUnit + " " + small + " " + smallUnit;
    }
}
