package org.theorder.lifeboat.monitor.check;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.events.ReplicationLagDetected;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.monitor.cluster.Evidence;
import org.theorder.lifeboat.monitor.incident.Finding;
import org.theorder.lifeboat.monitor.incident.Incidents;
import org.theorder.lifeboat.monitor.rule.Blindness;
import org.theorder.lifeboat.monitor.rule.Condition;
import org.theorder.lifeboat.monitor.rule.Judgement;
import org.theorder.lifeboat.monitor.rule.Lag;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.Rule;
import org.theorder.lifeboat.monitor.rule.Subject;
import org.theorder.lifeboat.monitor.rule.SubjectKey;
import org.theorder.lifeboat.monitor.wording.Wording;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Lease;
import org.theorder.lifeboat.outbox.Leases;
import org.theorder.lifeboat.outbox.Outbox;
import org.theorder.lifeboat.outbox.Transaction;

/** Commits judgements: status, incident and events in one transaction that only the holder of the lease can commit. */
@ApplicationScoped
class Decisions {
    private final Database database;
    private final Leases leases;
    private final CheckStore checks;
    private final Incidents incidents;
    private final Evidence evidence;
    private final Outbox outbox;
    private final Clock clock;

    Decisions(
            Database database,
            Leases leases,
            CheckStore checks,
            Incidents incidents,
            Evidence evidence,
            Outbox outbox,
            Clock clock) {
        this.database = database;
        this.leases = leases;
        this.checks = checks;
        this.incidents = incidents;
        this.evidence = evidence;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** @param before when the check was last good; null if never */
    void commit(Lease lease, Judgement judgement, @Nullable Instant before) {
        database.inTransaction(tx -> {
            leases.confirm(tx, lease);
            checks.save(tx, List.of(new CheckStore.Entry(judgement.subject(), judgement.status())));
            apply(tx, judgement.subject(), judgement.reading(), judgement.change(), before);
            Subject sight = Blindness.subject(judgement.subject());
            apply(tx, sight, Blindness.of(judgement.subject(), judgement.reading()), judgement.sight(), before);
            return true;
        });
    }

    private void apply(
            Transaction tx, Subject subject, Reading reading, Condition.Change change, @Nullable Instant lastGoodAt) {
        switch (change) {
            case NONE -> {}
            case RAISED -> raise(tx, subject, (Reading.Bad) reading, lastGoodAt);
            case WORSENED -> {
                Reading.Bad bad = (Reading.Bad) reading;
                incidents.update(
                        tx,
                        subject.key(),
                        bad.severity(),
                        bad.facts(),
                        bad.title() + ", now " + bad.severity().wireName() + ".");
            }
            case CLEARED -> incidents.resolve(tx, subject.key(), over(subject, reading));
        }
    }

    private void raise(Transaction tx, Subject subject, Reading.Bad bad, @Nullable Instant lastGoodAt) {
        Instant now = clock.instant();
        List<Fact> facts = new ArrayList<>(bad.facts());
        if (lastGoodAt != null) {
            facts.add(new Fact(
                    "last good",
                    Wording.time(lastGoodAt, now) + ", " + Wording.duration(Duration.between(lastGoodAt, now))
                            + " before"));
        }
        @Nullable String plan = subject.plan();
        @Nullable ClusterName cluster = subject.cluster();
        String message = bad.title() + ".";
        if (cluster != null && subject.key().rule() == Rule.SERVICE_DOWN) {
            Evidence.Recoverability recoverability = evidence.of(tx, cluster);
            facts.addAll(recoverability.facts());
            plan = plan == null ? recoverability.plan().orElse(null) : plan;
            message += " Data safe up to " + recoverability.facts().getFirst().value() + ".";
        }
        boolean opened = incidents
                .open(tx, new Finding(subject, bad.severity(), bad.title(), message, facts, plan))
                .isPresent();
        if (opened && cluster != null && bad.lag() != null) {
            announce(tx, cluster, bad.lag(), now);
        }
    }

    private void announce(Transaction tx, ClusterName cluster, Lag lag, Instant now) {
        outbox.publish(
                tx,
                Topics.REPLICATION_LAG_DETECTED,
                cluster.value(),
                new ReplicationLagDetected(cluster, lag.link(), lag.bytes(), lag.lag(), lag.threshold(), now));
    }

    private static String over(Subject subject, Reading reading) {
        return switch (subject.key().rule()) {
            case SERVICE_DOWN -> subject.component() + " answers again.";
            case REPLICATION_LAG -> "Caught up: " + reading.value() + ".";
            case STORAGE_USED -> "Enough space again: " + reading.value() + ".";
            case SERVICE_SILENT -> "Heard again: " + reading.value() + ".";
            case MONITORING_BLIND -> "Sight is back: " + reading.value() + ".";
            case PROTECTION_FAULT -> "No longer reported by backup-service.";
            case BACKUP_FAILED -> "Backups succeed again.";
        };
    }

    /** Writes what did not change an incident, and that somebody is looking. */
    void flush(Lease lease, Collection<CheckStore.Entry> entries) {
        database.inTransaction(tx -> {
            leases.confirm(tx, lease);
            if (!entries.isEmpty()) {
                checks.save(tx, entries);
            }
            checks.finished(tx, clock.instant());
            return true;
        });
    }

    /** A check that is no longer configured: its incident would stay open for ever. */
    void forget(Lease lease, SubjectKey key) {
        database.inTransaction(tx -> {
            leases.confirm(tx, lease);
            checks.forget(tx, key);
            incidents.resolve(tx, key, "No longer watched: the check was removed from the configuration.");
            incidents.resolve(
                    tx,
                    new SubjectKey(Rule.MONITORING_BLIND, Blindness.name(key)),
                    "No longer watched: the check was removed from the configuration.");
            return true;
        });
    }
}
