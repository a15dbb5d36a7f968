package org.theorder.lifeboat.monitor.objective;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.theorder.lifeboat.monitor.cluster.ClusterFacts;
import org.theorder.lifeboat.monitor.cluster.Clusters;

/** Counts, now and then while somebody evaluates, how each region stands against the promised recovery point. */
@ApplicationScoped
public class ObjectiveRecorder {
    private static final long EVERY_NANOS = Duration.ofSeconds(30).toNanos();

    private final Clusters clusters;
    private final ObjectiveStore days;
    private final QuarterStore quarters;
    private final Clock clock;
    private final AtomicLong lookedAt = new AtomicLong(System.nanoTime() - EVERY_NANOS);

    ObjectiveRecorder(Clusters clusters, ObjectiveStore days, QuarterStore quarters, Clock clock) {
        this.clusters = clusters;
        this.days = days;
        this.quarters = quarters;
        this.clock = clock;
    }

    /** A round was finished. */
    public void evaluated() {
        long last = lookedAt.get();
        if (System.nanoTime() - last >= EVERY_NANOS && lookedAt.compareAndSet(last, System.nanoTime())) {
            List<ClusterFacts> facts = clusters.all();
            Instant now = clock.instant();
            days.looked(facts, now);
            quarters.looked(facts, now);
        }
    }
}
