package org.theorder.lifeboat.notifier.wording;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times in UTC, and beside them as the reader's own clock shows them, with its offset of that day. */
public record ReaderZone(ZoneId zone) {
    /** For readers who have said nothing. */
    public static final ReaderZone UTC = new ReaderZone(ZoneId.of("UTC"));

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ssxxx", Locale.ENGLISH);
    private static final DateTimeFormatter DAY_AND_TIME =
            DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm:ssxxx", Locale.ENGLISH);

    /** {@code 22 Nov 2026, 12:03:38 UTC (13:03:38+01:00 Europe/Stockholm)}; with the day there if it is another one. */
    public String full(Instant time) {
        return Times.full(time) + beside(time);
    }

    /** As {@link Times#toTheSecond}, with the reader's time. */
    public String toTheSecond(Instant time, Instant now) {
        return Times.toTheSecond(time, now) + beside(time);
    }

    private String beside(Instant time) {
        if (zone.equals(UTC.zone)) {
            return "";
        }
        boolean sameDay = LocalDate.ofInstant(time, zone).equals(LocalDate.ofInstant(time, ZoneOffset.UTC));
        return " (" + (sameDay ? TIME : DAY_AND_TIME).withZone(zone).format(time) + " " + zone.getId() + ")";
    }
}
