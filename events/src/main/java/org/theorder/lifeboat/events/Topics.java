package org.theorder.lifeboat.events;

import java.util.List;
import java.util.Optional;

/** All topics. The key of every record is its CloudEvents subject: the cluster, the incident or the service. */
public final class Topics {
    public static final Topic<BackupRequested> BACKUP_REQUESTED =
            new Topic<>("backup-requested", BackupRequested.class);
    public static final Topic<BackupCompleted> BACKUP_COMPLETED =
            new Topic<>("backup-completed", BackupCompleted.class);
    public static final Topic<BackupFailed> BACKUP_FAILED = new Topic<>("backup-failed", BackupFailed.class);
    public static final Topic<BackupVerified> BACKUP_VERIFIED = new Topic<>("backup-verified", BackupVerified.class);
    public static final Topic<ProtectionReported> PROTECTION_REPORTED =
            new Topic<>("protection-reported", ProtectionReported.class);
    public static final Topic<ClusterRemoved> CLUSTER_REMOVED = new Topic<>("cluster-removed", ClusterRemoved.class);
    public static final Topic<ReplicationLagDetected> REPLICATION_LAG_DETECTED =
            new Topic<>("replication-lag-detected", ReplicationLagDetected.class);
    public static final Topic<RestoreRequested> RESTORE_REQUESTED =
            new Topic<>("restore-requested", RestoreRequested.class);
    public static final Topic<RestoreProgressed> RESTORE_PROGRESSED =
            new Topic<>("restore-progressed", RestoreProgressed.class);
    public static final Topic<RestoreCompleted> RESTORE_COMPLETED =
            new Topic<>("restore-completed", RestoreCompleted.class);
    public static final Topic<RestoreFailed> RESTORE_FAILED = new Topic<>("restore-failed", RestoreFailed.class);
    public static final Topic<DrillCompleted> DRILL_COMPLETED = new Topic<>("drill-completed", DrillCompleted.class);
    public static final Topic<IncidentOpened> INCIDENT_OPENED = new Topic<>("incident-opened", IncidentOpened.class);
    public static final Topic<IncidentUpdated> INCIDENT_UPDATED =
            new Topic<>("incident-updated", IncidentUpdated.class);
    public static final Topic<IncidentResolved> INCIDENT_RESOLVED =
            new Topic<>("incident-resolved", IncidentResolved.class);
    public static final Topic<IncidentSaid> INCIDENT_SAID = new Topic<>("incident-said", IncidentSaid.class);
    public static final Topic<MaintenanceChanged> MAINTENANCE_CHANGED =
            new Topic<>("maintenance-changed", MaintenanceChanged.class);
    public static final Topic<MessageDelivered> MESSAGE_DELIVERED =
            new Topic<>("message-delivered", MessageDelivered.class);
    public static final Topic<BulletinDelivered> BULLETIN_DELIVERED =
            new Topic<>("bulletin-delivered", BulletinDelivered.class);
    public static final Topic<SubscriberChanged> SUBSCRIBER_CHANGED =
            new Topic<>("subscriber-changed", SubscriberChanged.class);
    public static final Topic<PagePromoted> PAGE_PROMOTED = new Topic<>("page-promoted", PagePromoted.class);
    public static final Topic<Heartbeat> HEARTBEAT = new Topic<>("heartbeat", Heartbeat.class);

    /** Where every service puts what it could not read or handle, with the reason in the headers. */
    public static final String DEAD_LETTER = "dead-letter";

    public static final List<Topic<?>> ALL = List.of(
            BACKUP_REQUESTED,
            BACKUP_COMPLETED,
            BACKUP_FAILED,
            BACKUP_VERIFIED,
            PROTECTION_REPORTED,
            CLUSTER_REMOVED,
            REPLICATION_LAG_DETECTED,
            RESTORE_REQUESTED,
            RESTORE_PROGRESSED,
            RESTORE_COMPLETED,
            RESTORE_FAILED,
            DRILL_COMPLETED,
            INCIDENT_OPENED,
            INCIDENT_UPDATED,
            INCIDENT_RESOLVED,
            INCIDENT_SAID,
            MAINTENANCE_CHANGED,
            MESSAGE_DELIVERED,
            BULLETIN_DELIVERED,
            SUBSCRIBER_CHANGED,
            PAGE_PROMOTED,
            HEARTBEAT);

    private Topics() {}

    public static Optional<Topic<?>> named(String name) {
        return ALL.stream().filter(topic -> topic.name().equals(name)).findFirst();
    }
}
