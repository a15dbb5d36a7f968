package org.theorder.lifeboat.monitor.check;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.monitor.rule.Observation;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.wording.Wording;

/**
 * Notices that our own clock was set, by NTP for example: the wall clock against the monotonic one. What compares times with
 * it is held back until everybody has been heard anew, because a time from before says nothing any more.
 */
final class ClockSteps {
    private static final Logger LOG = LoggerFactory.getLogger(ClockSteps.class);
    private static final Set<RuleName> BY_TIME = Set.of(
            RuleName.SERVICE_SILENT,
            RuleName.REPLICATION_LAG,
            RuleName.RECOVERY_POINT,
            RuleName.BACKUP_OVERDUE,
            RuleName.PROTECTION_FAULT);
    /** A clock that is slewed changes less from one look to the next. */
    private static final Duration STEP = Duration.ofSeconds(5);

    private static final Duration HELD = Duration.ofSeconds(30);

    private final InstantSource clock;
    private final LongSupplier nanos;
    private Duration apart;
    private long steppedAt;
    private @Nullable String step;

    /** @param nanos a monotonic clock */
    ClockSteps(InstantSource clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
        this.apart = apart(nanos.getAsLong());
    }

    private Duration apart(long now) {
        return Duration.between(Instant.EPOCH, clock.instant()).minusNanos(now);
    }

    /** What was read, unless the clock by which it was read was just set. */
    Reading believed(Observation observation) {
        return BY_TIME.contains(observation.subject().key().rule())
                ? doubt().<Reading>map(why -> new Reading.Unknown(why, true)).orElse(observation.reading())
                : observation.reading();
    }

    private synchronized Optional<String> doubt() {
        long now = nanos.getAsLong();
        Duration before = apart;
        apart = apart(now);
        Duration by = apart.minus(before);
        if (by.abs().compareTo(STEP) > 0) {
            step = "our own clock was set " + (by.isNegative() ? "back" : "forward") + " by "
                    + Wording.duration(by.abs()) + ", and what came before says nothing";
            steppedAt = now;
            LOG.warn("judgements by time are held seconds={} because={}", HELD.toSeconds(), step);
        }
        if (step != null && now - steppedAt >= HELD.toNanos()) {
            step = null;
        }
        return Optional.ofNullable(step);
    }
}
