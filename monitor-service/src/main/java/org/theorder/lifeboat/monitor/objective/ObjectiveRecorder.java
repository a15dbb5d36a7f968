package org.theorder.lifeboat.monitor.objective;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.theorder.lifeboat.monitor.cluster.ClusterFacts;
import org.theorder.lifeboat.monitor.cluster.Clusters;

/** Counts, now and then while somebody evaluates, how each region stands against the promised recovery point. */
@ApplicationScoped
public class ObjectiveRecorder {
    private static final long EVERY_SECONDS = 30;

    private final Clusters clusters;
    private final ObjectiveStore days;
    private final QuarterStore quarters;
    private final Clock clock;
    private final AtomicLong lookedIn = new AtomicLong(-1);

    ObjectiveRecorder(Clusters clusters, ObjectiveStore days, QuarterStore quarters, Clock clock) {
        this.clusters = clusters;
        this.days = days;
        this.quarters = quarters;
        this.clock = clock;
    }

    /** A round was finished. */
    public void evaluated() {
        Instant now = clock.instant();
        if (lookedIn.getAndSet(slot(now)) != slot(now)) {
            List<ClusterFacts> facts = clusters.all();
            days.looked(facts, now);
            quarters.looked(facts, now);
        }
    }

    /** The number of the half minute that a moment lies in: one look is made in each, so that those that lack can be counted. */
    static long slot(Instant moment) {
        return Math.floorDiv(moment.getEpochSecond(), EVERY_SECONDS);
    }
}
