package org.theorder.lifeboat.monitor.check;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.events.LagTrend;
import org.theorder.lifeboat.events.ReplicationLagDetected;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.monitor.cluster.Evidence;
import org.theorder.lifeboat.monitor.incident.Finding;
import org.theorder.lifeboat.monitor.incident.Incidents;
import org.theorder.lifeboat.monitor.incident.MutedIncident;
import org.theorder.lifeboat.monitor.maintenance.Window;
import org.theorder.lifeboat.monitor.mute.Mutes;
import org.theorder.lifeboat.monitor.rule.Blindness;
import org.theorder.lifeboat.monitor.rule.Changes;
import org.theorder.lifeboat.monitor.rule.Judgement;
import org.theorder.lifeboat.monitor.rule.Lag;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.Rule;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.RuleSet;
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
    /**
     * What is known besides the judgement.
     *
     * @param lastGoodAt when the check was last good; null if never
     * @param trend of a measured value
     * @param failing whether a probe fails now, be it an incident yet or not
     */
    record Circumstances(@Nullable Instant lastGoodAt, LagTrend trend, Predicate<String> failing) {}

    /** What brings back a service that keeps no data of its own, whatever it runs on. */
    private static final String SERVICE_RECOVERY =
            "See in the facts and its log why it stopped. If it does not come back by itself:"
                    + " check out its last good commit from Git, build it, deploy it, and see that it is healthy";

    private static final String GONE = "No longer watched: it was removed.";

    private final Database database;
    private final Leases leases;
    private final CheckStore checks;
    private final Incidents incidents;
    private final Evidence evidence;
    private final Mutes mutes;
    private final Outbox outbox;
    private final Clock clock;

    Decisions(
            Database database,
            Leases leases,
            CheckStore checks,
            Incidents incidents,
            Evidence evidence,
            Mutes mutes,
            Outbox outbox,
            Clock clock) {
        this.database = database;
        this.leases = leases;
        this.checks = checks;
        this.incidents = incidents;
        this.evidence = evidence;
        this.mutes = mutes;
        this.outbox = outbox;
        this.clock = clock;
    }

    void commit(Lease lease, CheckStore.Entry entry, List<Judgement> judgements, Circumstances circumstances) {
        database.inTransaction(tx -> {
            leases.confirm(tx, lease);
            checks.save(tx, List.of(entry));
            judgements.forEach(judgement -> apply(tx, judgement, circumstances));
            return true;
        });
    }

    private void apply(Transaction tx, Judgement judgement, Circumstances circumstances) {
        SubjectKey key = judgement.subject().key();
        switch (judgement.change()) {
            case NONE -> {}
            case RAISED -> raise(tx, judgement, circumstances);
            case WORSENED -> {
                Reading.Telling bad = judgement.telling();
                Severity severity = judgement.severity();
                String message = bad.title() + ", now " + severity.wireName() + ".";
                // somebody may have resolved it by hand
                if (!incidents.worsen(tx, key, severity, bad.title(), bad.facts(), message)) {
                    raise(tx, judgement, circumstances);
                }
            }
            case CLEARED -> incidents.resolve(tx, key, over(judgement.subject(), judgement.reading()));
        }
    }

    private void raise(Transaction tx, Judgement judgement, Circumstances circumstances) {
        @Nullable Instant lastGoodAt = circumstances.lastGoodAt();
        Instant now = clock.instant();
        Reading.Telling bad = judgement.telling();
        Subject subject = judgement.subject();
        List<Fact> facts = new ArrayList<>(bad.facts());
        if (lastGoodAt != null) {
            facts.add(new Fact(
                    "last good",
                    Wording.time(lastGoodAt, now) + ", " + Wording.duration(Duration.between(lastGoodAt, now))
                            + " before"));
        }
        @Nullable String plan = judgement.rule().plan();
        @Nullable ClusterName cluster = subject.cluster();
        String message = bad.title() + ".";
        if (subject.key().rule() == RuleName.SERVICE_DOWN) {
            String derived = SERVICE_RECOVERY;
            if (cluster != null) {
                Evidence.Recoverability recoverability = evidence.of(tx, cluster);
                facts.addAll(recoverability.facts());
                derived = recoverability.plan();
                message +=
                        " Data safe up to " + recoverability.facts().getFirst().value() + ".";
            }
            plan = Objects.requireNonNullElse(plan, derived);
        }
        Finding finding = new Finding(
                judgement.rule(),
                subject,
                judgement.severity(),
                bad.title(),
                message,
                facts,
                plan,
                mutes.reason(tx, judgement.rule(), subject, circumstances.failing())
                        .orElse(null));
        if (incidents.open(tx, finding).isPresent()
                && cluster != null
                && bad instanceof Reading.Measured measured
                && measured.lag() != null) {
            announce(tx, cluster, measured.lag(), judgement.rule(), circumstances.trend());
        }
    }

    private void announce(Transaction tx, ClusterName cluster, Lag lag, Rule rule, LagTrend trend) {
        outbox.publish(
                tx,
                Topics.REPLICATION_LAG_DETECTED,
                cluster.value(),
                new ReplicationLagDetected(
                        cluster, lag.link(), lag.bytes(), lag.lag(), rule.limit(), clock.instant(), trend));
    }

    private static String over(Subject subject, Reading reading) {
        return switch (subject.key().rule()) {
            case SERVICE_DOWN -> subject.component() + " answers again.";
            case REPLICATION_LAG -> "Caught up: " + reading.value() + ".";
            case STORAGE_USED -> "Enough space again: " + reading.value() + ".";
            case SERVICE_SILENT -> "Heard again: " + reading.value() + ".";
            case MONITORING_BLIND -> "Sight is back: " + reading.value() + ".";
            case PROTECTION_FAULT -> "No longer reported by backup-service.";
            case BACKUP_FAILED, BACKUP_OVERDUE -> "Backups succeed again.";
            case RECOVERY_POINT -> "Within the goal again: " + reading.value() + ".";
            case RESTORE_FAILED, DRILL_FAILED, DRILL_OVERDUE, PLAN_STALE -> "Recovery is proven again.";
            case SLOT_KEEPS_WAL -> "WAL is taken again: " + reading.value() + ".";
            case CERTIFICATE_EXPIRES -> "Renewed: " + reading.value() + ".";
            case REPLICA_DIFFERS -> "The copy is like the original again.";
            case OBJECT_LOCK_BROKEN -> "The lock holds again.";
            case WORKLOAD_DEGRADED -> "All pods are ready again: " + reading.value() + ".";
            case PODS_RESTARTING -> "Its pods run again: " + reading.value() + ".";
            case CLOCK_SKEW -> "The clocks agree again: " + reading.value() + ".";
            case FLAPPING -> "At rest again.";
            case PROMETHEUS_ALERT -> "Prometheus no longer sends it.";
            case RULES_REFUSED -> "The newest rules are in force.";
        };
    }

    /** Tells of muted incidents whose reason to be muted is gone. */
    void review(Lease lease, RuleSet rules, Predicate<String> failing) {
        List<MutedIncident> all = incidents.muted();
        if (all.isEmpty()) {
            return;
        }
        database.doInTransaction(tx -> {
            leases.confirm(tx, lease);
            List<Window> windows = mutes.windows(tx);
            for (MutedIncident muted : all) {
                Subject subject = new Subject(muted.key(), muted.cluster(), muted.component(), Changes.NONE);
                if (mutes.reason(() -> windows, rules.of(subject), subject, failing)
                        .isEmpty()) {
                    incidents.unmute(tx, muted.id(), "Still so, and no longer muted.");
                }
            }
        });
    }

    /** Writes what did not change an incident. */
    void flush(Lease lease, Collection<CheckStore.Entry> entries) {
        database.inTransaction(tx -> {
            leases.confirm(tx, lease);
            if (!entries.isEmpty()) {
                checks.save(tx, entries);
            }
            return true;
        });
    }

    /** Writes that somebody is looking. */
    void finished(Lease lease) {
        database.inTransaction(tx -> {
            leases.confirm(tx, lease);
            checks.finished(tx, clock.instant());
            return true;
        });
    }

    /** A check of something that was removed: its incident would stay open for ever. */
    void forget(Lease lease, SubjectKey key) {
        database.inTransaction(tx -> {
            leases.confirm(tx, lease);
            checks.forget(tx, key);
            incidents.resolve(tx, key, GONE);
            incidents.resolve(tx, new SubjectKey(RuleName.MONITORING_BLIND, Blindness.name(key)), GONE);
            incidents.resolve(tx, new SubjectKey(RuleName.FLAPPING, Blindness.name(key)), GONE);
            return true;
        });
    }

    /** What people said is gone, and is still remembered. */
    List<SubjectKey> unwanted() {
        return checks.unwanted();
    }
}
