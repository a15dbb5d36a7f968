package org.theorder.lifeboat.restore.drill;

import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import org.theorder.lifeboat.events.BackupCompleted;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ClusterRemoved;
import org.theorder.lifeboat.outbox.Transaction;

/**
 * Table {@code removed_cluster}. The backups of a cluster that is not protected any more stay for a while, and grow old: to
 * rehearse them would only say so every night. A later backup is one of a cluster that was declared anew.
 */
final class RemovedClusters {
    private RemovedClusters() {}

    static void add(Transaction tx, ClusterRemoved event) {
        tx.update("""
                insert into removed_cluster (cluster, at) values ($1, $2)
                on conflict (cluster) do update set at = greatest(removed_cluster.at, excluded.at)""", event.cluster().value(), event.at());
    }

    static void backedUp(Transaction tx, BackupCompleted event) {
        Instant at = event.completedAt();
        tx.update(
                "delete from removed_cluster where cluster = $1 and at < $2",
                event.cluster().value(),
                at);
    }

    static Set<ClusterName> all(Transaction tx) {
        return tx.query("select cluster from removed_cluster").stream()
                .map(row -> new ClusterName(row.string("cluster")))
                .collect(Collectors.toUnmodifiableSet());
    }
}
