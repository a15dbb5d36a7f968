package org.theorder.lifeboat.monitor.probe;

import java.time.Duration;
import java.util.List;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.monitor.rule.Lag;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.Thresholds;
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
        @Override
        public String toString() {
            return cluster + " → " + copy;
        }
    }

    public static Reading of(Link link, Duration lag, long bytes, LagRule rule) {
        String value = Wording.duration(lag) + " behind, " + Wording.bytes(bytes);
        Thresholds.Band band = rule.band(lag);
        return switch (band) {
            case GOOD -> new Reading.Good(value);
            case BETWEEN -> new Reading.Between(value);
            case WARNING, CRITICAL ->
                new Reading.Bad(
                        band.severity(),
                        value,
                        link + " lags by " + Wording.duration(lag),
                        List.of(new Fact("link", link.toString()), new Fact("lag", value)),
                        new Lag(link.toString(), bytes, lag, rule.raiseAbove()));
        };
    }
}
