package org.theorder.lifeboat.edge.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The moments at which a cron is due, each later by a fixed delay. Daylight saving: a time that the clock skips is due
 * when the clock goes on; a time that comes twice is due the first time, except that a cron of every hour is due in both.
 */
public final class CronTimes {
    /** No zone sets its clock back by more, since 1900. */
    private static final Duration LARGEST_SHIFT = Duration.ofHours(3);

    private final CronFields wallClock;
    private final ZoneId zone;
    private final Duration delay;

    private CronTimes(CronFields wallClock, ZoneId zone, Duration delay) {
        this.wallClock = wallClock;
        this.zone = zone;
        this.delay = delay;
    }

    public static CronTimes of(CronFields cron, ZoneId zone, Duration delay) {
        return new CronTimes(cron, zone, delay);
    }

    /** The first one after this moment. */
    public Optional<Instant> next(Instant after) {
        Instant from = after.minus(delay);
        @Nullable Instant best = null;
        Optional<LocalDateTime> wall = wallClock.next(local(from).minus(LARGEST_SHIFT));
        while (wall.isPresent()
                && (best == null
                        || !dues(wall.get()).getFirst().minus(LARGEST_SHIFT).isAfter(best))) {
            for (Instant due : dues(wall.get())) {
                if (due.isAfter(from) && (best == null || due.isBefore(best))) {
                    best = due;
                }
            }
            wall = wallClock.next(wall.get());
        }
        return Optional.ofNullable(best).map(due -> due.plus(delay));
    }

    /** The last one up to and including this moment. */
    public Optional<Instant> latest(Instant until) {
        Instant to = until.minus(delay);
        @Nullable Instant best = null;
        Optional<LocalDateTime> wall = wallClock.previous(local(to).plus(LARGEST_SHIFT));
        while (wall.isPresent()
                && (best == null
                        || !dues(wall.get()).getLast().plus(LARGEST_SHIFT).isBefore(best))) {
            for (Instant due : dues(wall.get())) {
                if (!due.isAfter(to) && (best == null || due.isAfter(best))) {
                    best = due;
                }
            }
            wall = wallClock.previous(wall.get());
        }
        return Optional.ofNullable(best).map(due -> due.plus(delay));
    }

    /** When the clock on the wall shows this, in order. */
    private List<Instant> dues(LocalDateTime wall) {
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(wall);
        if (offsets.isEmpty()) {
            ZoneOffsetTransition skipped = zone.getRules().getTransition(wall);
            return List.of(skipped.getInstant());
        }
        return offsets.stream()
                .limit(wallClock.everyHour() ? offsets.size() : 1)
                .map(wall::toInstant)
                .toList();
    }

    private LocalDateTime local(Instant moment) {
        return LocalDateTime.ofInstant(moment, zone);
    }
}
