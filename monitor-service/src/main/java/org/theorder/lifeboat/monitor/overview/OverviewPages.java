package org.theorder.lifeboat.monitor.overview;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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

/** The overview, built once for all who look at the same time. */
@ApplicationScoped
class OverviewPages {
    private static final Duration FRESH = Duration.ofMillis(800);

    private final Clusters clusters;
    private final CheckStore checks;
    private final Incidents incidents;
    private final PrimaryProbes primaries;
    private final WorkStore work;
    private final BackupsTaken backups;
    private final QuarterStore quarters;
    private final RestoreService restoreService;
    private final Clock clock;
    private final Shared<OverviewParts> shared = new Shared<>(() -> OverviewParts.of(now()), System::nanoTime);

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

    /** As it was less than a second ago; with very many clusters, less than ten times what it takes to build. */
    OverviewParts newest() {
        return shared.notOlderThan(FRESH);
    }

    /** As it is now. */
    OverviewParts current() {
        return shared.current();
    }

    private Overview now() {
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
