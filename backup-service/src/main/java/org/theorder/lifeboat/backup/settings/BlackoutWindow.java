package org.theorder.lifeboat.backup.settings;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A time of the day, on some days of the week, in which nothing begins by schedule: {@code 08:00-18:00}, {@code mon-fri
 * 08:00-18:00}, {@code sat 00:00-24:00}; {@code fri 22:00-06:00} begins on Friday and ends on Saturday. By the wall clock
 * of the schedule's zone; the end does not belong to it.
 */
@Schema(type = SchemaType.STRING, examples = "mon-fri 08:00-18:00")
public record BlackoutWindow(@JsonValue String text) {
    private static final Pattern FORM =
            Pattern.compile("(?:([a-z]{3})(?:-([a-z]{3}))? +)?(\\d{2}:\\d{2})-(\\d{2}:\\d{2})");
    private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

    /** @throws SettingInvalid with the setting {@code schedule.blackout} */
    @JsonCreator
    public BlackoutWindow {
        text = text.strip().toLowerCase(Locale.ROOT);
        Window.parse(text);
    }

    /** Whether this moment of the wall clock lies in it. */
    public boolean contains(ZonedDateTime moment) {
        Window window = Window.parse(text);
        LocalTime time = moment.toLocalTime();
        LocalDate today = moment.toLocalDate();
        if (!window.overnight()) {
            return window.on(today.getDayOfWeek())
                    && !time.isBefore(window.from)
                    && (window.untilMidnight() || time.isBefore(window.to));
        }
        return (window.on(today.getDayOfWeek()) && !time.isBefore(window.from))
                || (window.on(today.minusDays(1).getDayOfWeek()) && time.isBefore(window.to));
    }

    /** Wall-clock times of a day at which it may begin or end. */
    public List<LocalTime> edges() {
        Window window = Window.parse(text);
        return List.of(window.from, window.to);
    }

    private record Window(int firstDay, int lastDay, LocalTime from, LocalTime to) {
        static Window parse(String text) {
            Matcher matcher = FORM.matcher(text);
            if (!matcher.matches()) {
                throw wrong(text);
            }
            String first = matcher.group(1);
            String last = matcher.group(2);
            int firstDay = first == null ? 0 : DAYS.indexOf(first);
            int lastDay = first == null ? 6 : last == null ? firstDay : DAYS.indexOf(last);
            if (firstDay < 0 || lastDay < 0) {
                throw wrong(text);
            }
            try {
                LocalTime from = LocalTime.parse(matcher.group(3));
                LocalTime to =
                        matcher.group(4).equals("24:00") ? LocalTime.MIDNIGHT : LocalTime.parse(matcher.group(4));
                if (from.equals(to) && !from.equals(LocalTime.MIDNIGHT)) {
                    throw wrong(text);
                }
                return new Window(firstDay, lastDay, from, to);
            } catch (DateTimeException e) {
                throw wrong(text);
            }
        }

        boolean on(DayOfWeek day) {
            int index = day.getValue() - 1;
            return firstDay <= lastDay ? index >= firstDay && index <= lastDay : index >= firstDay || index <= lastDay;
        }

        boolean untilMidnight() {
            return to.equals(LocalTime.MIDNIGHT);
        }

        boolean overnight() {
            return !untilMidnight() && to.isBefore(from);
        }
    }

    private static SettingInvalid wrong(String text) {
        return new SettingInvalid(
                "schedule.blackout",
                "'" + text.replaceAll("\\p{Cntrl}", "?")
                        + "' is not a window like 08:00-18:00, mon-fri 08:00-18:00, sat 00:00-24:00 or fri 22:00-06:00");
    }

    @Override
    public String toString() {
        return text;
    }
}
