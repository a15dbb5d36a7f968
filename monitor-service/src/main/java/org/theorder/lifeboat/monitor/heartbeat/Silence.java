package org.theorder.lifeboat.monitor.heartbeat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.wording.Wording;

/**
 * Whether a service has been silent for too long.
 *
 * @param watchingSince before this we could not have heard anything
 */
record Silence(Duration limit, Instant watchingSince) {
    /** @param heardAt null if never */
    Reading of(String service, @Nullable Instant heardAt, Instant now) {
        Duration silent = since(heardAt, now);
        if (silent.compareTo(limit) <= 0) {
            return heardAt == null || heardAt.isBefore(watchingSince)
                    ? new Reading.Unknown("not heard yet", true)
                    : new Reading.Good("heard " + Wording.duration(silent) + " ago");
        }
        String last = heardAt == null ? "never heard" : "last heard at " + Wording.time(heardAt, now);
        return new Reading.Bad(
                Severity.CRITICAL,
                "silent: " + last,
                "Monitoring is blind: " + service + " is silent",
                List.of(new Fact("service", service), new Fact("heartbeat", last)));
    }

    /** How long it has been silent, as far as we could have heard it. */
    Duration since(@Nullable Instant heardAt, Instant now) {
        return Duration.between(heardAt == null || heardAt.isBefore(watchingSince) ? watchingSince : heardAt, now);
    }
}
