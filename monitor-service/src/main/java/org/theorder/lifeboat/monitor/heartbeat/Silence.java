package org.theorder.lifeboat.monitor.heartbeat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.wording.Wording;

/**
 * How long a service has been silent, or has not got on although it lives.
 *
 * @param watchingSince before this we could not have heard anything
 */
record Silence(Instant watchingSince) {
    /**
     * @param heardAt null if never
     * @param evaluatedAt when its main loop last finished a round; null if it does not say so
     * @param patience for how long a service that we could not have heard yet is not judged
     */
    Reading of(
            String service, @Nullable Instant heardAt, @Nullable Instant evaluatedAt, Instant now, Duration patience) {
        Duration silent = since(heardAt, now);
        boolean heard = heardAt != null && !heardAt.isBefore(watchingSince);
        if (!heard && silent.compareTo(patience) <= 0) {
            return new Reading.Unknown("not heard yet", true);
        }
        if (heard && silent.compareTo(patience) <= 0 && evaluatedAt != null) {
            Duration stalled = since(evaluatedAt, now);
            if (stalled.compareTo(patience) > 0) {
                return stalled(service, evaluatedAt, stalled, now);
            }
        }
        String last = heardAt == null ? "never heard" : "last heard at " + Wording.time(heardAt, now);
        return new Reading.Measured(
                silent.toMillis() / 1000.0,
                heard ? "heard " + Wording.duration(silent) + " ago" : "silent: " + last,
                "Monitoring is blind: " + service + " is silent",
                List.of(new Fact("service", service), new Fact("heartbeat", last)));
    }

    private static Reading stalled(String service, Instant evaluatedAt, Duration stalled, Instant now) {
        return new Reading.Measured(
                stalled.toMillis() / 1000.0,
                "lives, but has not finished a round for " + Wording.duration(stalled),
                "Monitoring is blind: " + service + " does not get on",
                List.of(
                        new Fact("service", service),
                        new Fact("last round finished", Wording.time(evaluatedAt, now)),
                        new Fact("heartbeat", "it lives: a thread or its database may hang, see its log")));
    }

    /** How long it has been silent, as far as we could have heard it. */
    Duration since(@Nullable Instant heardAt, Instant now) {
        return Duration.between(heardAt == null || heardAt.isBefore(watchingSince) ? watchingSince : heardAt, now);
    }
}
