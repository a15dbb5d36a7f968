package org.theorder.lifeboat.monitor.wording;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Measurements as words: UTC times, two-part durations, binary sizes. */
public final class Wording {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DATE_AND_TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final String[] SIZES = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    private static final int LONGEST_LINE = 300;

    private Wording() {}

    /** {@code 12:03:38 UTC} if it is the same day as {@code now}, else with the date. */
    public static String time(Instant instant, Instant now) {
        return day(instant).equals(day(now)) ? TIME.format(instant) : DATE_AND_TIME.format(instant);
    }

    /** {@code 2026-11-22 12:03:38 UTC}. */
    public static String dateAndTime(Instant instant) {
        return DATE_AND_TIME.format(instant);
    }

    /** The two largest units: {@code 0 s}, {@code 47 s}, {@code 3 min 5 s}, {@code 2 h}, {@code 4 d 1 h}. */
    public static String duration(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return pair(seconds / 60, "min", seconds % 60, "s");
        }
        if (seconds < 86_400) {
            return pair(seconds / 3600, "h", seconds % 3600 / 60, "min");
        }
        return pair(seconds / 86_400, "d", seconds % 86_400 / 3600, "h");
    }

    /** {@code 512 B}, {@code 351.2 MiB}. */
    public static String bytes(long bytes) {
        double value = Math.max(0, bytes);
        int unit = 0;
        while (value >= 1024 && unit < SIZES.length - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0 ? (long) value + " " + SIZES[0] : String.format(Locale.ROOT, "%.1f %s", value, SIZES[unit]);
    }

    /** Foreign text, an error of a server for example, made fit for one line. */
    public static String line(String text) {
        String line = text.strip().replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "…";
    }

    private static LocalDate day(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC);
    }

    private static String pair(long large, String largeUnit, long small, String smallUnit) {
        return small == 0 ? large + " " + largeUnit : large + " " + largeUnit + " " + small + " " + smallUnit;
    }
}
