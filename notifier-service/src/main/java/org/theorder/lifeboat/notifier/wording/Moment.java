package org.theorder.lifeboat.notifier.wording;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A time as HTML shows it: {@code <time datetime="iso">text</time>}.
 *
 * @param iso to the second, for example {@code 2026-11-22T12:03:38Z}
 * @param text for people, for example {@code 12:03:38 UTC}
 */
public record Moment(String iso, String text) {
    public static Moment toTheSecond(Instant time, Instant now) {
        return new Moment(iso(time), Times.toTheSecond(time, now));
    }

    public static Moment toTheMinute(Instant time, Instant now) {
        return new Moment(iso(time), Times.toTheMinute(time, now));
    }

    private static String iso(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
