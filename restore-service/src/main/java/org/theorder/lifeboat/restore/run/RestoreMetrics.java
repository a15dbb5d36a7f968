package org.theorder.lifeboat.restore.run;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;

/** When was a backup of a cluster last proven by a restore, and how long did it take? */
@ApplicationScoped
class RestoreMetrics {
    private static final Duration REFRESH = Duration.ofSeconds(30);

    private final MeterRegistry registry;
    private final Map<ClusterName, RestoreOutcome.Restored> proven = new ConcurrentHashMap<>();
    private long refreshedAt;
    private boolean refreshed;

    RestoreMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Takes over what other replicas, or earlier lives of this one, have done. Called by one thread. */
    void refresh(RestoreStore store) {
        if (refreshed && System.nanoTime() - refreshedAt < REFRESH.toNanos()) {
            return;
        }
        store.newestProven().forEach(restore -> {
            if (restore.outcome() instanceof RestoreOutcome.Restored restored) {
                show(restore.request().cluster(), restored);
            }
        });
        refreshed = true;
        refreshedAt = System.nanoTime();
    }

    void ended(Restore restore, RestoreOutcome outcome) {
        String result = switch (outcome) {
            case RestoreOutcome.Restored restored -> "restored";
            case RestoreOutcome.Refused refused -> refused.code().slug();
            case RestoreOutcome.Failed failed -> failed.code().slug();
            case RestoreOutcome.Cancelled cancelled -> ErrorCode.CANCELLED.slug();
        };
        Counter.builder("lifeboat.restores")
                .description("Restores that ended")
                .tag("cluster", restore.request().cluster().value())
                .tag("mode", restore.request().mode().name().toLowerCase(Locale.ROOT))
                .tag("result", result)
                .register(registry)
                .increment();
        if (outcome instanceof RestoreOutcome.Restored restored) {
            show(restore.request().cluster(), restored);
        }
    }

    private void show(ClusterName cluster, RestoreOutcome.Restored restored) {
        if (proven.put(cluster, restored) == null) {
            Gauge.builder("lifeboat.restore.last.duration", () -> seconds(cluster))
                    .description("Restore time of the newest proven restore")
                    .baseUnit("seconds")
                    .tag("cluster", cluster.value())
                    .register(registry);
            Gauge.builder("lifeboat.restore.last.proven", () -> provenAt(cluster))
                    .description("When a restore of this cluster was last proven, seconds since 1970")
                    .baseUnit("seconds")
                    .tag("cluster", cluster.value())
                    .register(registry);
        }
    }

    private double seconds(ClusterName cluster) {
        RestoreOutcome.Restored newest = proven.get(cluster);
        return newest == null ? Double.NaN : newest.restoreTime().toMillis() / 1000.0;
    }

    private double provenAt(ClusterName cluster) {
        RestoreOutcome.Restored newest = proven.get(cluster);
        return newest == null ? Double.NaN : newest.endedAt().getEpochSecond();
    }
}
