package org.theorder.lifeboat.monitor.cluster;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.Check;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.DrillCompleted;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.events.RestoreCompleted;
import org.theorder.lifeboat.events.RestoreFailed;
import org.theorder.lifeboat.events.RestoreMode;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.monitor.incident.Incidents;
import org.theorder.lifeboat.monitor.latest.LatestStore;
import org.theorder.lifeboat.monitor.objective.ObjectiveStore;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Subject;
import org.theorder.lifeboat.monitor.wording.Wording;
import org.theorder.lifeboat.outbox.Transaction;

/**
 * What restore-service did, told on the incident that it answers. It never resolves one: only a good probe does.
 */
@ApplicationScoped
class Recoveries {
    private final LatestStore latest;
    private final Incidents incidents;
    private final Outcomes outcomes;
    private final ObjectiveStore objectives;
    private final Rehearsals rehearsals;

    Recoveries(
            LatestStore latest,
            Incidents incidents,
            Outcomes outcomes,
            ObjectiveStore objectives,
            Rehearsals rehearsals) {
        this.latest = latest;
        this.incidents = incidents;
        this.outcomes = outcomes;
        this.objectives = objectives;
        this.rehearsals = rehearsals;
    }

    void completed(Transaction tx, RestoreCompleted restore) {
        latest.keep(tx, Topics.RESTORE_COMPLETED, restore.cluster().value(), restore.completedAt(), restore);
        rehearsals.proven(tx, restore.cluster(), restore.backupId(), restore.completedAt());
        if (restore.mode() == RestoreMode.DRILL) {
            return;
        }
        outcomes.succeeded(tx, outcome(RuleName.RESTORE_FAILED, restore.cluster()), restore.completedAt());
        objectives.recovered(tx, restore.cluster().value(), restore.completedAt(), restore.restoreTime());
        String message = "Restored from region " + restore.region() + " to " + reached(restore) + " in "
                + Wording.duration(restore.restoreTime()) + ", " + verified(restore.checks()) + ".";
        incidents.recovery(
                tx,
                restore.incident(),
                restore.cluster(),
                IncidentStatus.MONITORING,
                new Fact(
                        "restore",
                        restore.restoreId() + " from backup " + restore.backupId() + ": " + message
                                + noted(restore.notes())),
                message);
    }

    void failed(Transaction tx, RestoreFailed restore) {
        latest.keep(tx, Topics.RESTORE_FAILED, restore.cluster().value(), restore.failedAt(), restore);
        boolean drill = restore.mode() == RestoreMode.DRILL;
        outcomes.failed(
                tx,
                outcome(drill ? RuleName.DRILL_FAILED : RuleName.RESTORE_FAILED, restore.cluster()),
                restore.failedAt(),
                (drill ? "A drill of " : "A restore of ") + restore.cluster() + " did not pass",
                List.of(
                        new Fact("restore", restore.restoreId().value()),
                        new Fact("error", restore.code().slug() + ": " + Wording.line(restore.message()))));
        if (drill) {
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
        Subject subject = outcome(RuleName.DRILL_FAILED, drill.cluster());
        if (drill.passed()) {
            rehearsals.proven(tx, drill.cluster(), drill.backupId(), drill.completedAt());
            outcomes.succeeded(tx, subject, drill.completedAt());
            objectives.recovered(tx, drill.cluster().value(), drill.completedAt(), drill.restoreTime());
        } else {
            outcomes.failed(
                    tx,
                    subject,
                    drill.completedAt(),
                    "A drill of " + drill.cluster() + " did not pass",
                    List.of(
                            new Fact("restore", drill.restoreId().value()),
                            new Fact("backup", drill.backupId() + " in region " + drill.region()),
                            new Fact("checks", verified(drill.checks()))));
        }
    }

    private static Subject outcome(RuleName rule, ClusterName cluster) {
        return new Subject(rule, cluster.value(), cluster, cluster.value());
    }

    private static String reached(RestoreCompleted restore) {
        return restore.lastCommitAt() == null
                ? "WAL position " + restore.recoveredTo()
                : Wording.time(restore.lastCommitAt(), restore.completedAt());
    }

    /** For those who are responsible; the message is read by everybody. */
    private static String noted(@Nullable List<String> notes) {
        return notes == null || notes.isEmpty() ? "" : " Mind: " + Wording.line(String.join("; ", notes)) + ".";
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
