package org.theorder.lifeboat.restore.point;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import org.theorder.lifeboat.events.Lsn;

/** Where recovery stops: what was asked for, after everything was found that had to be looked for. */
public sealed interface Stop {
    /** At the end of the WAL that is stored. */
    record EndOfWal() implements Stop {}

    /** As soon as the base backup is consistent. */
    record Consistency() implements Stop {}

    /** Behind the last commit at or before a time; before it, if not inclusive. */
    record Time(Instant time, boolean inclusive) implements Stop {}

    /**
     * Behind the record at a position; before it, if not inclusive.
     *
     * @param what lies there, for people
     */
    record Position(Lsn lsn, boolean inclusive, String what) implements Stop {}

    /** The settings that tell PostgreSQL so. */
    default Map<String, String> settings() {
        return switch (this) {
            case EndOfWal end -> Map.of();
            case Consistency consistency -> Map.of("recovery_target", "immediate");
            case Time at ->
                Map.of(
                        "recovery_target_time",
                        SERVER_TIME.format(at.time().truncatedTo(ChronoUnit.MICROS)),
                        "recovery_target_inclusive",
                        onOrOff(at.inclusive()));
            case Position at ->
                Map.of(
                        "recovery_target_lsn",
                        at.lsn().toString(),
                        "recovery_target_inclusive",
                        onOrOff(at.inclusive()));
        };
    }

    /** With its offset in numbers: names of zones mean what the server's configuration says. */
    DateTimeFormatter SERVER_TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS'+00'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static String onOrOff(boolean value) {
        return value ? "on" : "off";
    }
}
