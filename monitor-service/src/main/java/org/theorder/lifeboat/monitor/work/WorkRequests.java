package org.theorder.lifeboat.monitor.work;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.BackupRequested;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RestoreRequested;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.monitor.cluster.ClusterFacts;
import org.theorder.lifeboat.monitor.cluster.Clusters;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Outbox;
import org.theorder.lifeboat.outbox.Transaction;

/**
 * Asks the other services to work, by events that leave with the row that shows them: what was asked is sent, even if the
 * other service or Kafka is away, and what was asked twice is sent once.
 */
@ApplicationScoped
public class WorkRequests {
    private static final Logger LOG = LoggerFactory.getLogger(WorkRequests.class);

    private final Database database;
    private final WorkStore store;
    private final Outbox outbox;
    private final Clusters clusters;
    private final Clock clock;

    WorkRequests(Database database, WorkStore store, Outbox outbox, Clusters clusters, Clock clock) {
        this.database = database;
        this.store = store;
        this.outbox = outbox;
        this.clusters = clusters;
        this.clock = clock;
    }

    /** What is known of a cluster that backup-service protects. */
    public ClusterFacts cluster(ClusterName name) {
        return clusters.all().stream()
                .filter(facts -> facts.cluster().equals(name) && facts.reportedAt() != null)
                .findFirst()
                .orElseThrow(() -> new LifeboatException(
                        ErrorCode.NOT_FOUND,
                        "backup-service has reported nothing about a cluster " + name
                                + "; declare it there, or look at how it is spelt"));
    }

    /**
     * Asks for a backup.
     *
     * @param id the same id is the same request
     * @throws LifeboatException NOT_FOUND if backup-service does not protect the cluster
     */
    public void backup(UUID id, ClusterName cluster, BackupKind kind, String by) {
        cluster(cluster);
        Work work = asked(
                id.toString(),
                kind == BackupKind.FULL ? Work.Kind.FULL : Work.Kind.INCREMENTAL,
                cluster,
                kind.wireName() + " backup of " + cluster,
                by);
        database.doInTransaction(tx -> {
            if (isNew(tx, work)) {
                outbox.publish(
                        tx, Topics.BACKUP_REQUESTED, cluster.value(), new BackupRequested(cluster, kind, from(by)));
            }
        });
    }

    /**
     * Asks for a restore.
     *
     * @param purpose the same in words
     * @param by who asks
     * @throws LifeboatException NOT_FOUND if backup-service does not protect the cluster
     */
    public void restore(RestoreRequested request, String purpose, String by) {
        cluster(request.cluster());
        Work work = asked(request.restoreId().value(), Work.Kind.RESTORE, request.cluster(), purpose, by);
        database.doInTransaction(tx -> {
            if (isNew(tx, work)) {
                outbox.publish(tx, Topics.RESTORE_REQUESTED, request.cluster().value(), request);
            }
        });
    }

    /** Who asks, as the other services write it down. */
    public static String from(String by) {
        return by + ", on the overview";
    }

    private Work asked(String id, Work.Kind kind, ClusterName cluster, String purpose, String by) {
        var now = clock.instant();
        return new Work(id, kind, cluster, purpose, by, now, new Work.State.Asked(), now);
    }

    private boolean isNew(Transaction tx, Work work) {
        boolean fresh = store.ask(tx, work);
        if (fresh) {
            tx.afterCommit(() -> LOG.info("asked for work kind={} cluster={}", work.kind(), work.cluster()));
        }
        return fresh;
    }
}
