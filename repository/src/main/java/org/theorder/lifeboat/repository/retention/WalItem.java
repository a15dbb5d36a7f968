package org.theorder.lifeboat.repository.retention;

import org.theorder.lifeboat.events.Lsn;

/**
 * A WAL object: a full segment, or a slice of one.
 *
 * @param timeline unsigned
 * @param slice whether it is a slice of a segment that was not full
 * @param bytes stored
 */
public record WalItem(int timeline, Lsn from, Lsn to, boolean slice, long bytes) {}
