package org.theorder.lifeboat.notifier.feed;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;
import org.theorder.lifeboat.notifier.component.Catalog;
import org.theorder.lifeboat.notifier.component.Component;
import org.theorder.lifeboat.notifier.maintenance.Maintenance;
import org.theorder.lifeboat.notifier.page.PageIdentity;

/** Maintenances as iCalendar (RFC 5545): lines of at most 75 bytes that end with CRLF, text escaped. */
final class Calendar {
    private static final int LONGEST_LINE = 75;
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final StringBuilder text = new StringBuilder();

    private Calendar() {}

    static String of(List<Maintenance> maintenances, Catalog catalog, PageIdentity page) {
        Calendar calendar = new Calendar();
        calendar.line("BEGIN", "VCALENDAR");
        calendar.line("VERSION", "2.0");
        calendar.line("PRODID", "-//The Order//Lifeboat//EN");
        calendar.text("X-WR-CALNAME", page.name() + ": maintenance");
        maintenances.forEach(maintenance -> calendar.event(maintenance, catalog, page));
        calendar.line("END", "VCALENDAR");
        return calendar.text.toString();
    }

    private void event(Maintenance maintenance, Catalog catalog, PageIdentity page) {
        String components = maintenance.components().stream()
                .map(id -> catalog.component(id).map(Component::name).orElse(id))
                .collect(Collectors.joining(", "));
        line("BEGIN", "VEVENT");
        line("UID", maintenance.id() + "@" + page.id());
        line("DTSTAMP", stamp(maintenance.changedAt()));
        line("SEQUENCE", Integer.toString(Math.max(0, maintenance.updates().size() - 1)));
        line("DTSTART", stamp(maintenance.scheduledFor()));
        line("DTEND", stamp(maintenance.scheduledUntil()));
        text("SUMMARY", maintenance.name() + " (" + components + ")");
        text(
                "DESCRIPTION",
                maintenance.updates().isEmpty()
                        ? ""
                        : maintenance.updates().getFirst().body());
        line("URL", page.incidentUrl(maintenance.id()));
        line("STATUS", "CONFIRMED");
        line("TRANSP", "TRANSPARENT");
        line("END", "VEVENT");
    }

    private void text(String name, String value) {
        line(
                name,
                value.replace("\\", "\\\\")
                        .replace(";", "\\;")
                        .replace(",", "\\,")
                        .replace("\n", "\\n"));
    }

    /** Section 3.1: a longer line goes on in the next one, behind a space; never in the middle of a character. */
    private void line(String name, String value) {
        int bytes = 0;
        for (int point : (name + ":" + value).codePoints().toArray()) {
            String character = Character.toString(point);
            int length = character.getBytes(StandardCharsets.UTF_8).length;
            if (bytes + length > LONGEST_LINE) {
                text.append("\r\n ");
                bytes = 1;
            }
            text.append(character);
            bytes += length;
        }
        text.append("\r\n");
    }

    private static String stamp(Instant time) {
        return STAMP.format(time);
    }
}
