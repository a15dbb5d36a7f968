package org.theorder.lifeboat.repository.backup;

import org.theorder.lifeboat.events.Lsn;

/**
 * BASE_BACKUP's last result set.
 *
 * @param timeline unsigned; differs from the start's only if a standby followed a promotion meanwhile
 * @param stopLsn the backup is consistent once replay has reached this
 */
public record BackupEnd(int timeline, Lsn stopLsn) {}
