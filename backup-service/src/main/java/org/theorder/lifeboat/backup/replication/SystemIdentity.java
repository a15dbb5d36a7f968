package org.theorder.lifeboat.backup.replication;

import org.theorder.lifeboat.events.Lsn;

/**
 * The answer to IDENTIFY_SYSTEM.
 *
 * @param systemIdentifier unsigned; made by initdb, kept by every copy of the cluster
 * @param timeline the timeline that the server writes on
 * @param flushed how far its WAL is on its disk
 */
public record SystemIdentity(long systemIdentifier, int timeline, Lsn flushed) {}
