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
        boolean heardInOurTime = heardAt != null && !heardAt.isBefore(watchingSince);
        Instant start = heardInOurTime && heardAt != null ? heardAt : watchingSince;
        Duration silent = Duration.between(start, now);
        if (silent.compareTo(limit) <= 0) {
            return heardInOurTime
                    ? new Reading.Good("heard " + Wording.duration(silent) + " ago")
                    : new Reading.Unknown("not heard yet", true);
        }
        String last = heardAt == null ? "never heard" : "last heard at " + Wording.time(heardAt, now);
        return new Reading.Bad(
                Severity.CRITICAL,
                "silent: " + last,
                "Monitoring is blind: " + service + " is silent",
                List.of(new Fact("service", service), new Fact("heartbeat", last)));
    }
}
