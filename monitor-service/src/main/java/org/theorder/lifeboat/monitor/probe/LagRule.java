package org.theorder.lifeboat.monitor.probe;

import java.time.Duration;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.Impact;
import org.theorder.lifeboat.events.Team;
import org.theorder.lifeboat.monitor.rule.Damping;
import org.theorder.lifeboat.monitor.rule.Rule;
import org.theorder.lifeboat.monitor.rule.Subject;
import org.theorder.lifeboat.monitor.rule.SubjectKey;
import org.theorder.lifeboat.monitor.rule.Thresholds;
import org.theorder.lifeboat.monitor.wording.Wording;

/** When a copy is too far behind; the same for regions and standbys. */
public record LagRule(Duration raiseAbove, Duration clearBelow, Duration clearFor) {
    private static final String PREFIX = "lifeboat.monitor.replication-lag.";

    /** @throws org.theorder.lifeboat.events.LifeboatException CONFIGURATION_INVALID naming the key */
    public static LagRule from(LagConfiguration configuration) {
        Duration raise = Configured.positive(PREFIX + "raise-above", configuration.raiseAbove());
        Duration clear = Configured.positive(PREFIX + "clear-below", configuration.clearBelow());
        if (clear.compareTo(raise) > 0) {
            throw Configured.invalid(
                    PREFIX + "clear-below", "must not be more than " + PREFIX + "raise-above, or it would flap");
        }
        return new LagRule(raise, clear, Configured.notNegative(PREFIX + "clear-for", configuration.clearFor()));
    }

    /** Lag is bad, good, or in between. */
    public Thresholds.Band band(Duration lag) {
        return new Thresholds(raiseAbove.toMillis(), Double.POSITIVE_INFINITY, clearBelow.toMillis())
                .band((double) lag.toMillis());
    }

    /**
     * What lags.
     *
     * @param copy for example {@code dr} or {@code standby-replica-1}
     */
    public Subject subject(ClusterName cluster, String copy) {
        return new Subject(
                new SubjectKey(Rule.REPLICATION_LAG, cluster + "/" + copy),
                cluster,
                cluster.value(),
                Team.DATABASE,
                Impact.NONE,
                new Damping(1, Duration.ZERO, 1, clearFor),
                "> " + Wording.duration(raiseAbove) + ", clears < " + Wording.duration(clearBelow) + " for "
                        + Wording.duration(clearFor),
                null);
    }
}
