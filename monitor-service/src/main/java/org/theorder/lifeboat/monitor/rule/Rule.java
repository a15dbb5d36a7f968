package org.theorder.lifeboat.monitor.rule;

import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** What can be wrong. The name is part of every incident's id. */
public enum Rule {
    /** A database, port or URL does not answer. */
    SERVICE_DOWN("service-down"),
    /** A copy of a cluster, region or standby, is too far behind. */
    REPLICATION_LAG("replication-lag"),
    /** A file system is filling up. */
    STORAGE_USED("storage-used"),
    /** Something weakens the protection of a cluster: a typed reason that backup-service reports. */
    PROTECTION_FAULT("protection-fault"),
    /** A backup was tried and is not there. */
    BACKUP_FAILED("backup-failed"),
    /** A service of ours sends no heartbeats: what it should do or measure may not happen. */
    SERVICE_SILENT("service-silent"),
    /** A check could not be evaluated: nobody knows, which is never green. */
    MONITORING_BLIND("monitoring-blind");

    private final String wireName;

    Rule(String wireName) {
        this.wireName = wireName;
    }

    /** For example {@code service-down}. */
    public String wireName() {
        return wireName;
    }

    /** @throws LifeboatException INTERNAL if a stored row names a rule that this version does not have */
    public static Rule named(String wireName) {
        for (Rule rule : values()) {
            if (rule.wireName.equals(wireName)) {
                return rule;
            }
        }
        throw new LifeboatException(
                ErrorCode.INTERNAL,
                "a stored row names the rule '" + wireName + "', which this version of monitor-service does not have");
    }

    @Override
    public String toString() {
        return wireName;
    }
}
