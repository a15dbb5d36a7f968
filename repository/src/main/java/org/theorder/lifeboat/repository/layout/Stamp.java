package org.theorder.lifeboat.repository.layout;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;

/** A moment at the beginning of an object's name: UTC to the millisecond, so that names sort by time. */
public final class Stamp {
    /** Characters of a stamp, for example {@code 20261122T020000123Z}. */
    public static final int LENGTH = 19;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Stamp() {}

    public static String of(Instant moment) {
        return TIME.format(moment);
    }

    /** The moment that a name begins with; empty if it begins with something else. */
    public static Optional<Instant> at(String name) {
        if (name.length() < LENGTH) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.from(TIME.parse(name.substring(0, LENGTH))));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
