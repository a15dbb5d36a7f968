package org.theorder.lifeboat.monitor.cluster;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import org.theorder.lifeboat.events.BackupFailed;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ClusterRemoved;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.monitor.incident.Incidents;
import org.theorder.lifeboat.monitor.latest.LatestStore;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.outbox.Transaction;

/**
 * Clusters that nobody protects any more. What was told of them is forgotten, so that no probe finds their checks again and
 * these are forgotten too; what was opened by an event is resolved here, because no other event would.
 */
@ApplicationScoped
public class RemovedClusters {
    /** A report that another replica sends before it knows; one of a cluster that is declared anew comes again and again. */
    private static final Duration SETTLES = Duration.ofSeconds(30);

    private static final List<RuleName> OPENED_BY_EVENTS =
            List.of(RuleName.BACKUP_FAILED, RuleName.RESTORE_FAILED, RuleName.DRILL_FAILED, RuleName.PROTECTION_FAULT);

    private final LatestStore latest;
    private final Rehearsals rehearsals;
    private final Incidents incidents;

    RemovedClusters(LatestStore latest, Rehearsals rehearsals, Incidents incidents) {
        this.latest = latest;
        this.rehearsals = rehearsals;
        this.incidents = incidents;
    }

    /** Saying it twice changes nothing. */
    void removed(Transaction tx, ClusterRemoved removed) {
        ClusterName cluster = removed.cluster();
        latest.forget(tx, removed, removed.at().plus(SETTLES));
        rehearsals.forget(tx, cluster);
        OPENED_BY_EVENTS.forEach(rule -> incidents.resolveAll(
                tx, rule, cluster, "No longer watched: " + cluster + " is not protected any more."));
    }

    /** Whether a backup failed because its cluster was removed while it ran or waited. */
    boolean explains(Transaction tx, BackupFailed failure) {
        return latest.find(tx, Topics.CLUSTER_REMOVED, failure.cluster().value())
                .filter(removed -> failure.code() == ErrorCode.NOT_FOUND
                        || !failure.startedAt().isAfter(removed.event().at()))
                .isPresent();
    }
}
