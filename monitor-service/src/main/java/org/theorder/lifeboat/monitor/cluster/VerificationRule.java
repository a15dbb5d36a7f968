package org.theorder.lifeboat.monitor.cluster;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.theorder.lifeboat.events.BackupVerified;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.monitor.incident.Finding;
import org.theorder.lifeboat.monitor.incident.Incidents;
import org.theorder.lifeboat.monitor.latest.LatestStore;
import org.theorder.lifeboat.monitor.mute.Mutes;
import org.theorder.lifeboat.monitor.rule.Rule;
import org.theorder.lifeboat.monitor.rule.Subject;
import org.theorder.lifeboat.monitor.rulebook.RuleBook;
import org.theorder.lifeboat.monitor.wording.Wording;
import org.theorder.lifeboat.outbox.Transaction;

/**
 * A backup that was read back and is damaged is an incident at once, until all backups of its region were found well. It is
 * the incident of the fault that backup-service reports with its protection, which ends it too.
 */
@ApplicationScoped
class VerificationRule {
    private static final int TOLD = 3;

    private final RuleBook rules;
    private final LatestStore latest;
    private final Incidents incidents;
    private final Mutes mutes;

    VerificationRule(RuleBook rules, LatestStore latest, Incidents incidents, Mutes mutes) {
        this.rules = rules;
        this.latest = latest;
        this.incidents = incidents;
        this.mutes = mutes;
    }

    /** News from before what is known is passed over. */
    void verified(Transaction tx, BackupVerified found) {
        FaultSubject fault = new FaultSubject(found.cluster(), found.region(), ErrorCode.VERIFICATION_FAILED);
        Subject subject = fault.subject();
        String key = found.cluster() + "/" + found.region();
        if (!latest.keepNewest(tx, Topics.BACKUP_VERIFIED, key, found.finishedAt(), found)) {
            return;
        }
        if (found.damagedBackups().isEmpty()) {
            incidents.resolve(
                    tx,
                    subject.key(),
                    found.backupId() + " was read back in region " + found.region() + ": all is well.");
        } else if (!found.passed()) {
            String title = fault.place() + ": a backup is damaged";
            List<Fact> facts = facts(found);
            Rule rule = rules.current().of(subject);
            Finding finding = new Finding(
                    rule,
                    subject,
                    rule.severity(),
                    title,
                    title + ".",
                    facts,
                    rule.plan(),
                    mutes.reason(tx, rule, subject).orElse(null));
            if (incidents.open(tx, finding).isEmpty()) {
                incidents.update(
                        tx, subject.key(), rule.severity(), facts, found.backupId() + " was found damaged too.");
            }
        }
    }

    private static List<Fact> facts(BackupVerified found) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("backup", found.backupId().value()));
        facts.add(new Fact("read back at", Wording.dateAndTime(found.finishedAt())));
        found.damaged().stream()
                .limit(TOLD)
                .forEach(each -> facts.add(new Fact(each.object(), Wording.line(each.reason()))));
        facts.add(new Fact(
                "damaged backups", String.valueOf(found.damagedBackups().size())));
        facts.add(
                new Fact(
                        "what to do",
                        "POST /clusters/" + found.cluster() + "/backups/" + found.backupId()
                                + "/repair of backup-service copies sound objects from another region; check the store's disks"));
        return facts;
    }
}
