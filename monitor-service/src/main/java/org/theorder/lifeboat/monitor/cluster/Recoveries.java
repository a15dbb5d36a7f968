package org.theorder.lifeboat.monitor.cluster;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.Collectors;
import org.theorder.lifeboat.events.Check;
import org.theorder.lifeboat.events.DrillCompleted;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.events.RestoreCompleted;
import org.theorder.lifeboat.events.RestoreFailed;
import org.theorder.lifeboat.events.RestoreMode;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.monitor.incident.Incidents;
import org.theorder.lifeboat.monitor.latest.LatestStore;
import org.theorder.lifeboat.monitor.wording.Wording;
import org.theorder.lifeboat.outbox.Transaction;

/**
 * What restore-service did, told on the incident that it answers. It never resolves one: only a good probe does.
 */
@ApplicationScoped
class Recoveries {
    private final LatestStore latest;
    private final Incidents incidents;

    Recoveries(LatestStore latest, Incidents incidents) {
        this.latest = latest;
        this.incidents = incidents;
    }

    void completed(Transaction tx, RestoreCompleted restore) {
        latest.keep(tx, Topics.RESTORE_COMPLETED, restore.cluster().value(), restore.completedAt(), restore);
        if (restore.mode() == RestoreMode.DRILL) {
            return;
        }
        String message = "Restored from region " + restore.region() + " to " + reached(restore) + " in "
                + Wording.duration(restore.restoreTime()) + ", " + verified(restore.checks()) + ".";
        incidents.recovery(
                tx,
                restore.incident(),
                restore.cluster(),
                IncidentStatus.MONITORING,
                new Fact("restore", restore.restoreId() + " from backup " + restore.backupId() + ": " + message),
                message);
    }

    void failed(Transaction tx, RestoreFailed restore) {
        latest.keep(tx, Topics.RESTORE_FAILED, restore.cluster().value(), restore.failedAt(), restore);
        if (restore.mode() == RestoreMode.DRILL) {
            return;
        }
        incidents.recovery(
                tx,
                restore.incident(),
                restore.cluster(),
                IncidentStatus.IDENTIFIED,
                new Fact(
                        "restore",
                        restore.restoreId() + " failed, " + restore.code().slug() + ": "
                                + Wording.line(restore.message())),
                "A restore of " + restore.cluster() + " did not pass; nothing was put in service.");
    }

    void drilled(Transaction tx, DrillCompleted drill) {
        latest.keep(tx, Topics.DRILL_COMPLETED, drill.cluster().value(), drill.completedAt(), drill);
    }

    private static String reached(RestoreCompleted restore) {
        return restore.lastCommitAt() == null
                ? "WAL position " + restore.recoveredTo()
                : Wording.time(restore.lastCommitAt(), restore.completedAt());
    }

    private static String verified(List<Check> checks) {
        if (checks.isEmpty()) {
            return "not checked";
        }
        String found = checks.stream()
                .map(check -> check.name() + " " + check.detail())
                .collect(Collectors.joining("; "));
        return (checks.stream().allMatch(Check::passed) ? "verified: " : "checks not passed: ") + Wording.line(found);
    }
}
