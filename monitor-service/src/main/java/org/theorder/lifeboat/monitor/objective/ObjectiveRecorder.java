package org.theorder.lifeboat.monitor.objective;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.theorder.lifeboat.monitor.cluster.Clusters;

/** Counts, now and then while somebody evaluates, how each region stands against the promised recovery point. */
@ApplicationScoped
public class ObjectiveRecorder {
    private static final long EVERY_NANOS = Duration.ofSeconds(30).toNanos();

    private final Clusters clusters;
    private final ObjectiveStore store;
    private final Clock clock;
    private final AtomicLong lookedAt = new AtomicLong(System.nanoTime() - EVERY_NANOS);

    ObjectiveRecorder(Clusters clusters, ObjectiveStore store, Clock clock) {
        this.clusters = clusters;
        this.store = store;
        this.clock = clock;
    }

    /** A round was finished. */
    public void evaluated() {
        long last = lookedAt.get();
        if (System.nanoTime() - last >= EVERY_NANOS && lookedAt.compareAndSet(last, System.nanoTime())) {
            store.looked(clusters.all(), clock.instant());
        }
    }
}
