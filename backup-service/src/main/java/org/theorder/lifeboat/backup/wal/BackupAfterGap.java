package org.theorder.lifeboat.backup.wal;

import org.theorder.lifeboat.backup.cluster.Cluster;

/**
 * Asks for the full backup that closes a gap. Asked every second or so until the gap is closed: one backup at a time, and
 * ten minutes after one that failed the next one. One that was cancelled is not asked for again.
 */
public interface BackupAfterGap {
    void request(Cluster cluster, WalGap gap);
}
