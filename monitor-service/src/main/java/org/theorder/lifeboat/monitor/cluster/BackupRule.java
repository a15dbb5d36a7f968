package org.theorder.lifeboat.monitor.cluster;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupCompleted;
import org.theorder.lifeboat.events.BackupFailed;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.monitor.incident.Finding;
import org.theorder.lifeboat.monitor.incident.Incidents;
import org.theorder.lifeboat.monitor.latest.Latest;
import org.theorder.lifeboat.monitor.latest.LatestStore;
import org.theorder.lifeboat.monitor.rule.Rule;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Subject;
import org.theorder.lifeboat.monitor.rulebook.RuleBook;
import org.theorder.lifeboat.monitor.wording.Wording;
import org.theorder.lifeboat.outbox.Transaction;

/** A failed backup is an incident at once, until the next success of the same kind. Late and repeated events do no harm. */
@ApplicationScoped
class BackupRule {
    private final RuleBook rules;
    private final LatestStore latest;
    private final Incidents incidents;
    private final RemovedClusters removed;

    BackupRule(RuleBook rules, LatestStore latest, Incidents incidents, RemovedClusters removed) {
        this.rules = rules;
        this.latest = latest;
        this.incidents = incidents;
        this.removed = removed;
    }

    void failed(Transaction tx, BackupFailed failure) {
        if (failure.code() == ErrorCode.CANCELLED) {
            // somebody wanted it: nobody is to be woken
            return;
        }
        if (removed.explains(tx, failure)) {
            return;
        }
        BackupKind owed = owed(failure.requestedKind(), failure.kind());
        latest.keep(tx, Topics.BACKUP_FAILED, key(failure.cluster(), owed), failure.failedAt(), failure);
        List<BackupCompleted> successes = Stream.of(BackupKind.values())
                .flatMap(kind -> latest.find(tx, Topics.BACKUP_COMPLETED, key(failure.cluster(), kind)).stream())
                .map(Latest::event)
                .toList();
        if (successes.stream().anyMatch(success -> answers(success, failure))) {
            return;
        }
        String what = "The " + owed.wireName() + " backup of " + failure.cluster() + " failed";
        Subject subject = subject(failure.cluster(), owed);
        List<Fact> facts = facts(failure, owed, successes);
        Rule rule = rules.current().of(subject);
        Finding finding = new Finding(rule, subject, rule.severity(), what, what + ".", facts, rule.plan());
        if (incidents.open(tx, finding).isEmpty()) {
            incidents.update(tx, subject.key(), rule.severity(), facts, what + " again.");
        }
    }

    void completed(Transaction tx, BackupCompleted backup) {
        latest.keep(tx, Topics.BACKUP_COMPLETED, key(backup.cluster(), backup.kind()), backup.completedAt(), backup);
        for (BackupKind owed : EnumSet.of(backup.kind(), owed(backup.requestedKind(), backup.kind()))) {
            String key = key(backup.cluster(), owed);
            boolean answered = latest.find(tx, Topics.BACKUP_FAILED, key)
                    .map(failure -> answers(backup, failure.event()))
                    .orElse(true);
            if (answered) {
                incidents.resolve(tx, subject(backup.cluster(), owed).key(), complete(backup));
            }
        }
    }

    private static String complete(BackupCompleted backup) {
        return "The " + backup.kind().wireName() + " backup of " + backup.cluster() + " is complete: "
                + Wording.bytes(backup.sizeBytes()) + " in "
                + Wording.duration(Duration.between(backup.startedAt(), backup.completedAt())) + ".";
    }

    /** What was to be taken: an incremental one that became a full one was still owed as an incremental one. */
    private static BackupKind owed(@Nullable BackupKind requested, BackupKind taken) {
        return requested == null ? taken : requested;
    }

    /** Whether a success makes up for a failure: it came later, and is what was owed or was asked for as such. */
    static boolean answers(BackupCompleted success, BackupFailed failure) {
        BackupKind owed = owed(failure.requestedKind(), failure.kind());
        return success.completedAt().isAfter(failure.failedAt())
                && (success.kind() == owed || owed(success.requestedKind(), success.kind()) == owed);
    }

    private static List<Fact> facts(BackupFailed failure, BackupKind owed, List<BackupCompleted> successes) {
        return List.of(
                new Fact("error", failure.code().slug() + ": " + Wording.line(failure.message())),
                new Fact("failed at", Wording.dateAndTime(failure.failedAt())),
                new Fact(
                        "newest " + owed.wireName() + " backup",
                        successes.stream()
                                .filter(success -> success.kind() == owed)
                                .findFirst()
                                .map(success -> success.backupId() + ", complete at "
                                        + Wording.dateAndTime(success.completedAt()))
                                .orElse("none known")));
    }

    static String key(ClusterName cluster, BackupKind kind) {
        return cluster + "/" + kind.wireName();
    }

    private static Subject subject(ClusterName cluster, BackupKind kind) {
        return new Subject(RuleName.BACKUP_FAILED, key(cluster, kind), cluster, cluster.value());
    }
}
