package org.theorder.lifeboat.edge.schedule;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The five fields of Unix cron as crontab(5) describes them, names and steps included: minute, hour, day of month, month,
 * day of week (0 and 7 are Sunday). If both days are restricted, either is enough.
 */
public final class CronFields {
    private static final Pattern ITEM = Pattern.compile("(\\*|[0-9a-z]+)(?:-([0-9a-z]+))?(?:/([0-9]{1,2}))?");
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");
    /** 29 February may be eight years away. */
    private static final int MOST_DAYS = 8 * 366;

    private final BitSet minutes;
    private final BitSet hours;
    private final BitSet daysOfMonth;
    private final BitSet months;
    private final BitSet daysOfWeek;
    private final boolean everyHour;
    private final boolean eitherDay;

    private CronFields(List<String> fields) {
        minutes = set("minute", fields.get(0), 0, 59, List.of());
        hours = set("hour", fields.get(1), 0, 23, List.of());
        daysOfMonth = set("day of month", fields.get(2), 1, 31, List.of());
        months = set("month", fields.get(3), 1, 12, MONTHS);
        daysOfWeek = set("day of week", fields.get(4), 0, 7, DAYS);
        if (daysOfWeek.get(7)) {
            daysOfWeek.set(0);
        }
        everyHour = fields.get(1).equals("*");
        eitherDay = !fields.get(2).startsWith("*") && !fields.get(4).startsWith("*");
    }

    /** @throws IllegalArgumentException saying what is wrong */
    public static CronFields parse(String text) {
        List<String> fields = List.of(text.toLowerCase(Locale.ROOT).split("\\s+", -1));
        if (fields.size() != 5) {
            throw new IllegalArgumentException("it has " + fields.size() + " fields");
        }
        CronFields parsed = new CronFields(fields);
        if (parsed.next(LocalDateTime.of(2024, 1, 1, 0, 0)).isEmpty()) {
            throw new IllegalArgumentException("it is never due: no month has such a day");
        }
        return parsed;
    }

    /** Whether it is due in every hour of a day, and not only in some that are named. */
    public boolean everyHour() {
        return everyHour;
    }

    /** The first time after this one. */
    public Optional<LocalDateTime> next(LocalDateTime after) {
        LocalDateTime from = after.plusMinutes(1);
        for (int day = 0; day <= MOST_DAYS; day++) {
            LocalDate date = from.toLocalDate().plusDays(day);
            Optional<LocalDateTime> found =
                    on(date) ? first(date, day == 0 ? from : date.atStartOfDay()) : Optional.empty();
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** The last time before this one. */
    public Optional<LocalDateTime> previous(LocalDateTime before) {
        LocalDateTime to = before.minusNanos(1);
        for (int day = 0; day <= MOST_DAYS; day++) {
            LocalDate date = to.toLocalDate().minusDays(day);
            Optional<LocalDateTime> found =
                    on(date) ? last(date, day == 0 ? to : date.atTime(23, 59)) : Optional.empty();
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private boolean on(LocalDate date) {
        boolean ofMonth = daysOfMonth.get(date.getDayOfMonth());
        boolean ofWeek = daysOfWeek.get(date.getDayOfWeek().getValue() % 7);
        return months.get(date.getMonthValue()) && (eitherDay ? ofMonth || ofWeek : ofMonth && ofWeek);
    }

    private Optional<LocalDateTime> first(LocalDate date, LocalDateTime from) {
        for (int hour = hours.nextSetBit(from.getHour()); hour >= 0; hour = hours.nextSetBit(hour + 1)) {
            int minute = minutes.nextSetBit(hour == from.getHour() ? from.getMinute() : 0);
            if (minute >= 0) {
                return Optional.of(date.atTime(hour, minute));
            }
        }
        return Optional.empty();
    }

    private Optional<LocalDateTime> last(LocalDate date, LocalDateTime to) {
        for (int hour = hours.previousSetBit(to.getHour()); hour >= 0; hour = hours.previousSetBit(hour - 1)) {
            int minute = minutes.previousSetBit(hour == to.getHour() ? to.getMinute() : 59);
            if (minute >= 0) {
                return Optional.of(date.atTime(hour, minute));
            }
        }
        return Optional.empty();
    }

    private static BitSet set(String name, String field, int least, int most, List<String> names) {
        BitSet values = new BitSet(most + 1);
        for (String item : field.split(",", -1)) {
            Matcher matcher = ITEM.matcher(item);
            if (!matcher.matches() || (matcher.group(1).equals("*") && matcher.group(2) != null)) {
                throw wrong(name, item);
            }
            String step = matcher.group(3);
            boolean all = matcher.group(1).equals("*");
            int from = all ? least : value(name, matcher.group(1), least, most, names);
            int to = all || (matcher.group(2) == null && step != null)
                    ? (names.equals(DAYS) ? 6 : most)
                    : matcher.group(2) == null ? from : value(name, matcher.group(2), least, most, names);
            int by = step == null ? 1 : Integer.parseInt(step);
            if (from > to || by == 0) {
                throw wrong(name, item);
            }
            for (int value = from; value <= to; value += by) {
                values.set(value);
            }
        }
        return values;
    }

    private static int value(String field, @Nullable String text, int least, int most, List<String> names) {
        int named = text == null ? -1 : names.indexOf(text);
        if (named >= 0) {
            return named + (names.equals(MONTHS) ? 1 : 0);
        }
        if (text == null || !text.matches("[0-9]{1,2}")) {
            throw wrong(field, String.valueOf(text));
        }
        int value = Integer.parseInt(text);
        if (value < least || value > most) {
            throw new IllegalArgumentException(field + " " + value + " is not between " + least + " and " + most);
        }
        return value;
    }

    private static IllegalArgumentException wrong(String field, String item) {
        return new IllegalArgumentException(
                "its " + field + " '" + item.replaceAll("\\p{Cntrl}", "?") + "' makes no sense");
    }
}
