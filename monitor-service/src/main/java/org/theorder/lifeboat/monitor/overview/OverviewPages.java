package org.theorder.lifeboat.monitor.overview;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.monitor.check.CheckStore;
import org.theorder.lifeboat.monitor.cluster.Clusters;
import org.theorder.lifeboat.monitor.incident.Incidents;
import org.theorder.lifeboat.monitor.objective.QuarterStore;
import org.theorder.lifeboat.monitor.probe.PrimaryProbes;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.work.BackupsTaken;
import org.theorder.lifeboat.monitor.work.RestoreService;
import org.theorder.lifeboat.monitor.work.WorkStore;

/** The overview as it is now, built once for all who look at the same time. */
@ApplicationScoped
class OverviewPages {
    private static final long FRESH_NANOS = Duration.ofMillis(800).toNanos();

    private final Clusters clusters;
    private final CheckStore checks;
    private final Incidents incidents;
    private final PrimaryProbes primaries;
    private final WorkStore work;
    private final BackupsTaken backups;
    private final QuarterStore quarters;
    private final RestoreService restoreService;
    private final Clock clock;
    private @Nullable Built newest;

    OverviewPages(
            Clusters clusters,
            CheckStore checks,
            Incidents incidents,
            PrimaryProbes primaries,
            WorkStore work,
            BackupsTaken backups,
            QuarterStore quarters,
            RestoreService restoreService,
            Clock clock) {
        this.clusters = clusters;
        this.checks = checks;
        this.incidents = incidents;
        this.primaries = primaries;
        this.work = work;
        this.backups = backups;
        this.quarters = quarters;
        this.restoreService = restoreService;
        this.clock = clock;
    }

    /** @param until when it is too old, by the monotonic clock */
    private record Built(OverviewParts parts, long until) {}

    /** Not older than a second; with very many clusters not older than ten times what it takes to build. */
    synchronized OverviewParts newest() {
        long begun = System.nanoTime();
        Built known = newest;
        if (known != null && known.until() - begun > 0) {
            return known.parts();
        }
        OverviewParts parts = OverviewParts.of(now());
        long ended = System.nanoTime();
        newest = new Built(parts, ended + Math.max(FRESH_NANOS, 10 * (ended - begun)));
        return parts;
    }

    /** What is known at this moment. */
    Overview now() {
        Instant now = clock.instant();
        List<Incident> open = incidents.open();
        return new OverviewBuilder(now)
                .build(new OverviewBuilder.Known(
                        clusters.all(),
                        checks.all(),
                        open,
                        incidents.timelines(open),
                        work.current(now),
                        backups.since(now.minus(Chains.SHOWN)),
                        quarters.since(QuarterStore.begin(now.minus(Histories.SHOWN))),
                        restoreService.nextDrill(),
                        primaries.clusters(incidents.openSubjects(RuleName.SERVICE_DOWN)),
                        checks.lastEvaluation().orElse(null)));
    }
}
