package org.theorder.lifeboat.monitor.incident;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.zip.CRC32;
import org.theorder.lifeboat.events.IncidentId;
import org.theorder.lifeboat.monitor.rule.SubjectKey;

/**
 * Whoever opens an incident derives its id from rule, subject and the moment by its own clock; everybody else, in whichever
 * region, takes the id from {@code incident-opened}, so that it is the same everywhere. Two monitors that watch the same thing
 * open two incidents: each thing is watched by the monitor of one region.
 */
final class IncidentIds {
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyyMMdd't'HHmmssSSS'z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int LONGEST = 80;

    private IncidentIds() {}

    /** For example {@code service-down-shop-20261122t120340123z}; a long subject ends in its checksum. */
    static IncidentId of(SubjectKey key, Instant openedAt) {
        String subject = key.subject().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        String start = key.rule().wireName() + "-";
        String end = "-" + MOMENT.format(openedAt);
        int room = LONGEST - start.length() - end.length();
        return new IncidentId(
                start + (subject.length() <= room ? subject : shortened(key.subject(), subject, room)) + end);
    }

    private static String shortened(String exact, String subject, int room) {
        CRC32 checksum = new CRC32();
        checksum.update(exact.getBytes(StandardCharsets.UTF_8));
        String end = String.format(Locale.ROOT, "-%08x", checksum.getValue());
        return subject.substring(0, room - end.length()) + end;
    }
}
