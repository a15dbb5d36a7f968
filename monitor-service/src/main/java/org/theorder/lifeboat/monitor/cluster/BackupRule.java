package org.theorder.lifeboat.monitor.cluster;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.theorder.lifeboat.events.BackupCompleted;
import org.theorder.lifeboat.events.BackupFailed;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.events.Impact;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Team;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.monitor.incident.Finding;
import org.theorder.lifeboat.monitor.incident.Incidents;
import org.theorder.lifeboat.monitor.latest.Latest;
import org.theorder.lifeboat.monitor.latest.LatestStore;
import org.theorder.lifeboat.monitor.rule.Damping;
import org.theorder.lifeboat.monitor.rule.Rule;
import org.theorder.lifeboat.monitor.rule.Subject;
import org.theorder.lifeboat.monitor.rule.SubjectKey;
import org.theorder.lifeboat.monitor.wording.Wording;
import org.theorder.lifeboat.outbox.Transaction;

/** A failed backup is an incident at once, until the next success of the same kind. Late and repeated events do no harm. */
@ApplicationScoped
class BackupRule {
    private final LatestStore latest;
    private final Incidents incidents;

    BackupRule(LatestStore latest, Incidents incidents) {
        this.latest = latest;
        this.incidents = incidents;
    }

    void failed(Transaction tx, BackupFailed failure) {
        if (failure.code() == ErrorCode.CANCELLED) {
            // somebody wanted it: nobody is to be woken
            return;
        }
        String key = key(failure.cluster(), failure.kind());
        latest.keep(tx, Topics.BACKUP_FAILED, key, failure.failedAt(), failure);
        Optional<Latest<BackupCompleted>> success = latest.find(tx, Topics.BACKUP_COMPLETED, key);
        if (success.isPresent() && success.get().at().isAfter(failure.failedAt())) {
            return;
        }
        List<Fact> facts = facts(failure, success);
        String what = "The " + failure.kind().wireName() + " backup of " + failure.cluster() + " failed";
        Subject subject = subject(failure.cluster(), failure.kind());
        Finding finding = new Finding(subject, Severity.CRITICAL, what, what + ".", facts, null);
        if (incidents.open(tx, finding).isEmpty()) {
            incidents.update(tx, subject.key(), Severity.CRITICAL, facts, what + " again.");
        }
    }

    void completed(Transaction tx, BackupCompleted backup) {
        String key = key(backup.cluster(), backup.kind());
        latest.keep(tx, Topics.BACKUP_COMPLETED, key, backup.completedAt(), backup);
        boolean newer = latest.find(tx, Topics.BACKUP_FAILED, key)
                .map(failure -> backup.completedAt().isAfter(failure.at()))
                .orElse(true);
        if (newer) {
            incidents.resolve(
                    tx,
                    subject(backup.cluster(), backup.kind()).key(),
                    "The " + backup.kind().wireName() + " backup of " + backup.cluster() + " is complete: "
                            + Wording.bytes(backup.sizeBytes()) + " in "
                            + Wording.duration(Duration.between(backup.startedAt(), backup.completedAt()))
                            + ".");
        }
    }

    private static List<Fact> facts(BackupFailed failure, Optional<Latest<BackupCompleted>> success) {
        return List.of(
                new Fact("error", failure.code().slug() + ": " + Wording.line(failure.message())),
                new Fact("failed at", Wording.dateAndTime(failure.failedAt())),
                new Fact(
                        "newest " + failure.kind().wireName() + " backup",
                        success.map(backup ->
                                        backup.event().backupId() + ", complete at " + Wording.dateAndTime(backup.at()))
                                .orElse("none known")));
    }

    static String key(ClusterName cluster, BackupKind kind) {
        return cluster + "/" + kind.wireName();
    }

    private static Subject subject(ClusterName cluster, BackupKind kind) {
        return new Subject(
                new SubjectKey(Rule.BACKUP_FAILED, key(cluster, kind)),
                cluster,
                cluster.value(),
                Team.DATABASE,
                Impact.NONE,
                Damping.NONE,
                "one failure, clears with the next success",
                null);
    }
}
