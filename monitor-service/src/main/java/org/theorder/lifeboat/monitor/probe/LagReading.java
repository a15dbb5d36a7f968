package org.theorder.lifeboat.monitor.probe;

import java.time.Duration;
import java.util.List;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.monitor.rule.Lag;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Subject;
import org.theorder.lifeboat.monitor.wording.Wording;

/** A measured lag as a reading. */
public final class LagReading {
    private LagReading() {}

    /**
     * What lags behind what.
     *
     * @param copy for example {@code region dr} or {@code standby replica-1}
     */
    public record Link(ClusterName cluster, String copy) {
        /** What the rule watches, for example {@code shop/dr} or {@code shop/standby-replica-1}. */
        public Subject subject(String name) {
            return new Subject(RuleName.REPLICATION_LAG, cluster + "/" + name, cluster, cluster.value());
        }

        @Override
        public String toString() {
            return cluster + " → " + copy;
        }
    }

    public static Reading of(Link link, Duration lag, long bytes) {
        return of(link, lag, bytes, false);
    }

    /** As {@link #of}, of a copy that may lag more: what was before is not known. */
    static Reading atLeast(Link link, Duration lag, long bytes) {
        return of(link, lag, bytes, true);
    }

    private static Reading of(Link link, Duration lag, long bytes, boolean atLeast) {
        String by = (atLeast ? "at least " : "") + Wording.duration(lag);
        String value = by + " behind, " + Wording.bytes(bytes);
        return new Reading.Measured(
                lag.toMillis() / 1000.0,
                value,
                link + " lags by " + by,
                List.of(new Fact("link", link.toString()), new Fact("lag", value)),
                new Lag(link.toString(), bytes, lag),
                atLeast);
    }
}
