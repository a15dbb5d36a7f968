package org.theorder.lifeboat.events;

/**
 * Please take a backup of this cluster.
 *
 * @param requestedBy who asks, for the record: a person, a service, a schedule
 */
public record BackupRequested(ClusterName cluster, BackupKind kind, String requestedBy) {}
