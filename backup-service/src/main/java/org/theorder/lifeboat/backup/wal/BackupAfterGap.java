package org.theorder.lifeboat.backup.wal;

import org.theorder.lifeboat.backup.cluster.Cluster;

/** Asks for the full backup that closes a gap. Asked every second or so until it succeeds; the same gap is one request. */
public interface BackupAfterGap {
    void request(Cluster cluster, WalGap gap);
}
