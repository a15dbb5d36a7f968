package org.theorder.lifeboat.backup.run;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.cluster.Clusters;
import org.theorder.lifeboat.backup.wal.BackupAfterGap;
import org.theorder.lifeboat.backup.wal.WalGap;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Transaction;

/** Asking for a backup, whoever asks: checked, written down, done later. */
@ApplicationScoped
class BackupJobs implements BackupAfterGap {
    private static final int LONGEST_NAME = 200;

    private final Clusters clusters;
    private final BackupJobStore store;
    private final BackupWorker worker;
    private final Database database;

    BackupJobs(Clusters clusters, BackupJobStore store, BackupWorker worker, Database database) {
        this.clusters = clusters;
        this.store = store;
        this.worker = worker;
        this.database = database;
    }

    /**
     * @param key the same key is the same backup
     * @throws LifeboatException NOT_FOUND for a cluster that nobody declared, REQUEST_INVALID for a kind that this release
     *     cannot take
     */
    UUID request(Transaction tx, String key, ClusterName cluster, BackupKind kind, String requestedBy) {
        clusters.get(cluster);
        if (kind != BackupKind.FULL) {
            throw new LifeboatException(
                    ErrorCode.REQUEST_INVALID, "kind: this release takes full backups only; ask for full");
        }
        UUID id = UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8));
        String by = requestedBy.replaceAll("\\p{Cntrl}", "?");
        store.request(tx, id, cluster, kind, by.substring(0, Math.min(by.length(), LONGEST_NAME)));
        tx.afterCommit(worker::wake);
        return id;
    }

    UUID request(String key, ClusterName cluster, BackupKind kind, String requestedBy) {
        return database.inTransaction(tx -> request(tx, key, cluster, kind, requestedBy));
    }

    @Override
    public void request(Cluster cluster, WalGap gap) {
        request(
                "gap:" + cluster.name() + ":" + gap.timeline() + ":" + gap.from() + ":" + gap.to(),
                cluster.name(),
                BackupKind.FULL,
                "backup-service: WAL gap at " + gap.from());
    }
}
