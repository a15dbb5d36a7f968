package org.theorder.lifeboat.monitor.store;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.theorder.lifeboat.repository.storage.Content;

/**
 * A small object that says when it was written. Its content follows from its key, so a copy can be checked without the
 * original.
 *
 * @param at by our clock
 */
record Marker(String key, Instant at) {
    static final String FOLDER = "markers/";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'", Locale.ROOT);

    static Marker written(Instant now) {
        String time = TIME.format(LocalDateTime.ofInstant(now, ZoneOffset.UTC));
        return new Marker(FOLDER + time + "-" + UUID.randomUUID(), now);
    }

    /** Empty if it is not a marker's key. */
    static Optional<Marker> of(String key) {
        try {
            String name = key.substring(FOLDER.length());
            String time = name.substring(0, Math.max(0, name.indexOf('-')));
            return Optional.of(new Marker(key, LocalDateTime.parse(time, TIME).toInstant(ZoneOffset.UTC)));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    Content content() {
        return Content.of("Lifeboat writes this to see whether it arrives in the other bucket: " + key + "\n");
    }
}
