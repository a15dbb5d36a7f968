package org.theorder.lifeboat.monitor.rule;

import java.util.Optional;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * What can be wrong: one name for each thing that this service is able to measure. When it is wrong, how grave that is and
 * who is told is a {@link Rule}, which is data. The name is part of every incident's id.
 */
public enum RuleName {
    /** A database, port, URL or workload does not answer. */
    SERVICE_DOWN("service-down", Unit.STATE, Direction.ABOVE),
    /** A workload has fewer ready pods than it wants. */
    WORKLOAD_DEGRADED("workload-degraded", Unit.STATE, Direction.ABOVE),
    /** Containers of a workload end again and again: restarts in 15 minutes. */
    PODS_RESTARTING("pods-restarting", Unit.COUNT, Direction.ABOVE),
    /** A copy of a cluster, region or standby, is too far behind. */
    REPLICATION_LAG("replication-lag", Unit.DURATION, Direction.ABOVE),
    /** The copy of a bucket lacks objects for good, or has others. */
    REPLICA_DIFFERS("replica-differs", Unit.STATE, Direction.ABOVE),
    /** Objects that are locked could be deleted. */
    OBJECT_LOCK_BROKEN("object-lock-broken", Unit.STATE, Direction.ABOVE),
    /** How much of the recovery point objective is used up, per cluster and region. */
    RECOVERY_POINT("recovery-point", Unit.PERCENT, Direction.ABOVE),
    /** A file system, a database or a repository is filling up. */
    STORAGE_USED("storage-used", Unit.PERCENT, Direction.ABOVE),
    /** Something weakens the protection of a cluster: a typed reason that backup-service reports. */
    PROTECTION_FAULT("protection-fault", Unit.STATE, Direction.ABOVE),
    /** A backup was tried and is not there. */
    BACKUP_FAILED("backup-failed", Unit.STATE, Direction.ABOVE),
    /** No backup of a kind although its schedule wanted one: time since it was due. */
    BACKUP_OVERDUE("backup-overdue", Unit.DURATION, Direction.ABOVE),
    /** A restore was refused or did not pass. */
    RESTORE_FAILED("restore-failed", Unit.STATE, Direction.ABOVE),
    /** A rehearsed restore did not pass. */
    DRILL_FAILED("drill-failed", Unit.STATE, Direction.ABOVE),
    /** Time since a restore or drill of a cluster passed. */
    DRILL_OVERDUE("drill-overdue", Unit.DURATION, Direction.ABOVE),
    /** A cluster has become another one since its recovery was rehearsed: another major version, server or set of regions. */
    PLAN_STALE("plan-stale", Unit.STATE, Direction.ABOVE),
    /** A replication slot keeps WAL that nobody takes, in percent of what it may keep. */
    SLOT_KEEPS_WAL("slot-keeps-wal", Unit.PERCENT, Direction.ABOVE),
    /** Time until a TLS certificate expires. */
    CERTIFICATE_EXPIRES("certificate-expires", Unit.DURATION, Direction.BELOW),
    /** How far the clock of another machine is from ours. */
    CLOCK_SKEW("clock-skew", Unit.DURATION, Direction.ABOVE),
    /** A service of ours sends no heartbeats: what it should do or measure may not happen. */
    SERVICE_SILENT("service-silent", Unit.DURATION, Direction.ABOVE),
    /** A check could not be evaluated: nobody knows, which is never green. */
    MONITORING_BLIND("monitoring-blind", Unit.STATE, Direction.ABOVE),
    /** Another rule of a subject comes and goes: changes in 15 minutes. */
    FLAPPING("flapping", Unit.COUNT, Direction.ABOVE),
    /** Somebody else's alert, sent to us by Prometheus or an Alertmanager. */
    PROMETHEUS_ALERT("prometheus-alert", Unit.STATE, Direction.ABOVE),
    /** The file of rules was changed and cannot be taken; the rules before stay in force. */
    RULES_REFUSED("rules-refused", Unit.STATE, Direction.ABOVE);

    private final String wireName;
    private final Unit unit;
    private final Direction direction;

    RuleName(String wireName, Unit unit, Direction direction) {
        this.wireName = wireName;
        this.unit = unit;
        this.direction = direction;
    }

    /** For example {@code service-down}. */
    public String wireName() {
        return wireName;
    }

    /** What its readings are measured in. */
    public Unit unit() {
        return unit;
    }

    /**
     * Whether a reading of it may be bad without a measurement, so that the severity of the rule counts. Of what is measured
     * limits decide; a pod in {@code CrashLoopBackOff} is bad however seldom it was restarted.
     */
    public boolean hasSeverity() {
        return unit == Unit.STATE || this == PODS_RESTARTING;
    }

    /** On which side of its thresholds a reading is bad. */
    public Direction direction() {
        return direction;
    }

    /** The rule of this name; empty if there is none. */
    public static Optional<RuleName> of(String wireName) {
        for (RuleName name : values()) {
            if (name.wireName.equals(wireName)) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    /** @throws LifeboatException INTERNAL if a stored row names a rule that this version does not have */
    public static RuleName named(String wireName) {
        return of(wireName)
                .orElseThrow(() -> new LifeboatException(
                        ErrorCode.INTERNAL,
                        "a stored row names the rule '" + wireName
                                + "', which this version of monitor-service does not have"));
    }

    @Override
    public String toString() {
        return wireName;
    }
}
