package org.theorder.lifeboat.edge.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a cron is due, daylight saving included. */
class CronTimesTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @CsvSource({
        // the clock goes from 02:00 to 03:00 on 29 March 2026: the time that is skipped is due when it goes on
        "30 2 * * *, 2026-03-28T12:00:00Z, 2026-03-29T01:00:00Z",
        "30 2 * * *, 2026-03-29T01:00:00Z, 2026-03-30T00:30:00Z",
        "0 * * * *,  2026-03-29T00:00:00Z, 2026-03-29T01:00:00Z",
        "0 * * * *,  2026-03-29T01:00:00Z, 2026-03-29T02:00:00Z",
        // and back from 03:00 to 02:00 on 25 October: once a day is once, every hour is every hour
        "30 2 * * *, 2026-10-24T12:00:00Z, 2026-10-25T00:30:00Z",
        "30 2 * * *, 2026-10-25T00:30:00Z, 2026-10-26T01:30:00Z",
        "0 * * * *,  2026-10-25T00:00:00Z, 2026-10-25T01:00:00Z",
        "30 * * * *, 2026-10-25T00:30:00Z, 2026-10-25T01:30:00Z",
        "0 2 29 2 *, 2026-01-01T00:00:00Z, 2028-02-29T01:00:00Z",
        "0 5 * * 0,  2026-11-23T00:00:00Z, 2026-11-29T04:00:00Z"
    })
    void dueByTheClockOnTheWall(String cron, Instant after, Instant due) {
        CronTimes times = CronTimes.of(CronFields.parse(cron), BERLIN, Duration.ZERO);
        assertThat(times.next(after)).contains(due);
        assertThat(times.latest(due)).contains(due);
        assertThat(times.latest(due.minusNanos(1)).orElse(Instant.MIN)).isBeforeOrEqualTo(after);
        CronTimes later = CronTimes.of(CronFields.parse(cron), BERLIN, Duration.ofMinutes(7));
        assertThat(later.next(after.plus(Duration.ofMinutes(7)))).contains(due.plus(Duration.ofMinutes(7)));
    }

    /** Against every minute of some days, in zones with all kinds of shifts. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void nextAndLatestAgreeWithEveryMinute(long seed) {
        Random random = new Random(seed);
        List<String> crons = List.of(
                "0 2 * * *", "30 2 * * *", "0 * * * *", "*/20 * * * *", "15 1,2,3 * * *", "5 */2 * * *", "0 0 * * 0");
        List<String> zones = List.of(
                "Europe/Berlin",
                "America/New_York",
                "Australia/Lord_Howe",
                "America/St_Johns",
                "UTC",
                "Asia/Kathmandu");
        for (int round = 0; round < 40; round++) {
            String cron = crons.get(random.nextInt(crons.size()));
            ZoneId zone = ZoneId.of(zones.get(random.nextInt(zones.size())));
            Instant shift = List.of("UTC", "Asia/Kathmandu").contains(zone.getId())
                    ? Instant.parse("2026-03-29T01:00:00Z")
                    : zone.getRules()
                            .nextTransition(
                                    Instant.parse("2026-01-01T00:00:00Z").plus(Duration.ofDays(random.nextInt(300))))
                            .getInstant();
            Instant begin = shift.minus(Duration.ofHours(30));
            Instant end = shift.plus(Duration.ofHours(30));
            NavigableSet<Instant> expected = everyMinute(cron, zone, begin, end);
            CronTimes times = CronTimes.of(CronFields.parse(cron), zone, Duration.ZERO);
            for (int probe = 0; probe < 20; probe++) {
                Instant at = begin.plus(Duration.ofMinutes(random.nextInt(60 * 60)));
                Instant next = expected.higher(at);
                if (next != null) {
                    assertThat(times.next(at))
                            .as("%s %s after %s", cron, zone, at)
                            .contains(next);
                }
                Instant latest = expected.floor(at);
                if (latest != null) {
                    assertThat(times.latest(at))
                            .as("%s %s until %s", cron, zone, at)
                            .contains(latest);
                }
            }
        }
    }

    private static NavigableSet<Instant> everyMinute(String cron, ZoneId zone, Instant begin, Instant end) {
        boolean everyHour = cron.matches("\\S+ \\* .*");
        NavigableSet<Instant> due = new TreeSet<>();
        LocalDateTime last = LocalDateTime.ofInstant(end, zone).plusHours(3);
        for (LocalDateTime each = LocalDateTime.ofInstant(begin, zone).minusHours(3);
                each.isBefore(last);
                each = each.plusMinutes(1)) {
            if (!matches(cron, each)) {
                continue;
            }
            List<ZoneOffset> offsets = new ArrayList<>(zone.getRules().getValidOffsets(each));
            if (offsets.isEmpty()) {
                due.add(zone.getRules().getTransition(each).getInstant());
            } else {
                due.add(each.toInstant(offsets.getFirst()));
                if (everyHour) {
                    due.add(each.toInstant(offsets.getLast()));
                }
            }
        }
        due.removeIf(instant -> instant.isBefore(begin) || instant.isAfter(end));
        return due;
    }

    /** Only what the crons above use: numbers, lists of them, and steps. */
    private static boolean matches(String cron, LocalDateTime time) {
        List<String> fields = List.of(cron.split(" ", -1));
        return matches(fields.get(0), time.getMinute())
                && matches(fields.get(1), time.getHour())
                && matches(fields.get(4), time.getDayOfWeek().getValue() % 7);
    }

    private static boolean matches(String field, int value) {
        return field.equals("*")
                || (field.startsWith("*/") && value % Integer.parseInt(field.substring(2)) == 0)
                || List.of(field.split(",", -1)).contains(String.valueOf(value));
    }
}
