package org.theorder.lifeboat.backup.schedule;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ClusterName;

/** What the replica that leads the schedule measures; the others show none of it, so that sums are right. */
@ApplicationScoped
class ScheduleMetrics {
    private record Key(ClusterName cluster, BackupKind kind) {}

    private final Map<Key, Instant> next = new ConcurrentHashMap<>();
    private final Map<Key, Gauge> gauges = new ConcurrentHashMap<>();
    private final MeterRegistry meters;
    private final MultiGauge jobs;
    private final MultiGauge overdue;

    ScheduleMetrics(MeterRegistry meters) {
        this.meters = meters;
        this.jobs = MultiGauge.builder("lifeboat.backup.jobs")
                .description("Backup jobs that are not over, by state")
                .register(meters);
        this.overdue = MultiGauge.builder("lifeboat.schedule.overdue")
                .description("Clusters of which a due backup waits: paused, blackout, or the repository is silent")
                .register(meters);
    }

    /** A due backup was asked for. */
    void began(ScheduledRun run) {
        Duration late = Duration.between(run.dueAt(), run.decidedAt());
        Timer.builder("lifeboat.schedule.lateness")
                .description("From the moment at which a backup was due to the request for it")
                .tag("kind", run.kind().wireName())
                .register(meters)
                .record(late.isNegative() ? Duration.ZERO : late);
    }

    /** @param at when it is due next; null for never */
    void next(ClusterName cluster, BackupKind kind, @Nullable Instant at) {
        Key key = new Key(cluster, kind);
        if (at == null) {
            next.remove(key);
            return;
        }
        next.put(key, at);
        gauges.computeIfAbsent(
                key,
                any -> Gauge.builder("lifeboat.schedule.next", () -> nextOf(key))
                        .description("When a backup is due next, in seconds since 1970; NaN for never")
                        .baseUnit("seconds")
                        .tag("cluster", cluster.value())
                        .tag("kind", kind.wireName())
                        .register(meters));
    }

    private double nextOf(Key key) {
        Instant at = next.get(key);
        return at == null ? Double.NaN : at.getEpochSecond();
    }

    void load(ScheduledJobs.Load load, int overdueClusters) {
        jobs.register(
                List.of(
                        MultiGauge.Row.of(Tags.of("state", "queued"), load.queued()),
                        MultiGauge.Row.of(Tags.of("state", "running"), load.running())),
                true);
        overdue.register(List.of(MultiGauge.Row.of(Tags.empty(), overdueClusters)), true);
    }

    void forget(ClusterName cluster) {
        for (BackupKind kind : BackupKind.values()) {
            Key key = new Key(cluster, kind);
            next.remove(key);
            Gauge gauge = gauges.remove(key);
            if (gauge != null) {
                meters.remove(gauge);
            }
        }
    }

    /** Another replica leads. */
    void forgetAll() {
        List.copyOf(gauges.keySet()).forEach(key -> forget(key.cluster()));
        jobs.register(List.of(), true);
        overdue.register(List.of(), true);
    }
}
