package org.theorder.lifeboat.notifier.mail;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * When somebody wants to be told what is not critical.
 *
 * @param quiet null if there are no quiet hours
 * @param digests empty if everything is told at once, outside the quiet hours
 */
record Contact(ZoneId zone, @Nullable QuietHours quiet, List<LocalTime> digests) {
    /** From the one time of day up to the other, over midnight if that is earlier. */
    record QuietHours(LocalTime from, LocalTime until) {
        boolean include(LocalTime time) {
            boolean begun = !time.isBefore(from);
            boolean over = !time.isBefore(until);
            return from.isBefore(until) ? begun && !over : begun || !over;
        }
    }

    /** @throws LifeboatException CONFIGURATION_INVALID naming the key */
    static Contact of(String name, ContactSettings.Declared declared) {
        QuietHours quiet =
                declared.quietHours().map(text -> quietHours(name, text)).orElse(null);
        List<LocalTime> digests = declared.digests().orElse(List.of());
        for (LocalTime digest : digests) {
            if (quiet != null && quiet.include(digest)) {
                throw invalid(name, "digests has " + digest + ", which lies within its quiet-hours");
            }
        }
        if (declared.recipients().isEmpty()) {
            throw invalid(name, "recipients must name at least one address");
        }
        return new Contact(declared.zone(), quiet, List.copyOf(digests));
    }

    /** Until when a message of this moment is held back; empty if it may go at once. */
    Optional<Instant> heldUntil(Instant now) {
        if (!digests.isEmpty()) {
            return next(digests.stream(), now);
        }
        return quiet != null && quiet.include(now.atZone(zone).toLocalTime())
                ? next(Stream.of(quiet.until()), now)
                : Optional.empty();
    }

    /** The next of these times; an hour that the clocks show twice is the second, one that they skip is what follows. */
    private Optional<Instant> next(Stream<LocalTime> times, Instant now) {
        ZonedDateTime here = now.atZone(zone);
        return times.flatMap(time -> Stream.of(0, 1)
                        .map(days -> here.toLocalDate().plusDays(days).atTime(time)))
                .map(local -> local.atZone(zone).withLaterOffsetAtOverlap().toInstant())
                .filter(instant -> instant.isAfter(now))
                .min(Comparator.naturalOrder());
    }

    private static QuietHours quietHours(String name, String text) {
        String[] times = text.split("-", -1);
        try {
            if (times.length == 2 && !times[0].equals(times[1])) {
                return new QuietHours(LocalTime.parse(times[0].strip()), LocalTime.parse(times[1].strip()));
            }
        } catch (DateTimeException e) {
            throw new LifeboatException(ErrorCode.CONFIGURATION_INVALID, message(name, malformed(text)), e);
        }
        throw invalid(name, malformed(text));
    }

    private static String malformed(String text) {
        return "quiet-hours is '" + text + "'; write for example 22:00-07:00";
    }

    private static LifeboatException invalid(String name, String rule) {
        return new LifeboatException(ErrorCode.CONFIGURATION_INVALID, message(name, rule));
    }

    private static String message(String name, String rule) {
        return "lifeboat.notifier.contacts." + name + "." + rule;
    }
}
