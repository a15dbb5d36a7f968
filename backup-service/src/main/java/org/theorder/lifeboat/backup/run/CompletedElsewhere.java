package org.theorder.lifeboat.backup.run;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.cluster.Clusters;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Outbox;
import org.theorder.lifeboat.outbox.Row;
import org.theorder.lifeboat.outbox.Transaction;

/**
 * A backup has become complete in a further region: {@code backup-completed} is sent again, for the same backup, with all
 * regions where it is now, and a job that had failed because it was not there is completed. Whoever takes it by its id and
 * the newest word is right. What is to be told is written down before the copy begins, and worked off by any replica.
 */
@ApplicationScoped
public class CompletedElsewhere {
    private static final Logger LOG = LoggerFactory.getLogger(CompletedElsewhere.class);

    /** Nobody has tried to copy it for so long: it is nowhere any more. */
    private static final Duration GIVEN_UP = Duration.ofDays(30);

    private final Clusters clusters;
    private final BackupRuns runs;
    private final BackupJobStore jobs;
    private final Outbox outbox;
    private final Database database;
    private final Clock clock;

    CompletedElsewhere(
            Clusters clusters, BackupRuns runs, BackupJobStore jobs, Outbox outbox, Database database, Clock clock) {
        this.clusters = clusters;
        this.runs = runs;
        this.jobs = jobs;
        this.outbox = outbox;
        this.database = database;
        this.clock = clock;
    }

    /** The backup is about to be copied into the region. */
    public void expect(ClusterName cluster, BackupId backup, RegionName region) {
        database.update("""
                insert into late_completion (cluster, backup_id, region, since) values ($1, $2, $3, $4)
                on conflict (cluster, backup_id, region) do update set since = $4""", cluster.value(), backup.value(), region.value(), clock.instant());
    }

    /** Tells of every expected backup that is complete in the region now. */
    public void tell(RegionName region) {
        for (Row row :
                database.query("select cluster, backup_id from late_completion where region = $1", region.value())) {
            BackupId backup = new BackupId(row.string("backup_id"));
            clusters.find(new ClusterName(row.string("cluster"))).ifPresent(cluster -> {
                try {
                    tell(cluster, backup, region);
                } catch (LifeboatException e) {
                    LOG.warn(
                            "backup-completed is sent again later cluster={} backupId={} reason={}",
                            cluster.name(),
                            backup,
                            e.explanation());
                }
            });
        }
        database.update(
                "delete from late_completion where region = $1 and since < $2",
                region.value(),
                clock.instant().minus(GIVEN_UP));
    }

    private void tell(Cluster cluster, BackupId backup, RegionName region) {
        runs.find(cluster, backup)
                .filter(completed -> completed.regions().contains(region))
                .ifPresent(completed -> {
                    database.doInTransaction(tx -> {
                        if (settled(tx, cluster, backup, region)) {
                            jobs.completedElsewhere(tx, cluster, completed);
                            outbox.publish(
                                    tx,
                                    Topics.BACKUP_COMPLETED,
                                    completed.cluster().value(),
                                    completed);
                        }
                    });
                    runs.changed(cluster);
                });
    }

    /** False if another replica has told it. */
    private static boolean settled(Transaction tx, Cluster cluster, BackupId backup, RegionName region) {
        return tx.update(
                        "delete from late_completion where cluster = $1 and backup_id = $2 and region = $3",
                        cluster.name().value(),
                        backup.value(),
                        region.value())
                > 0;
    }

    /** Nothing is expected any more: retention has given the backup up. */
    public void forget(ClusterName cluster, BackupId backup, RegionName region) {
        database.update(
                "delete from late_completion where cluster = $1 and backup_id = $2 and region = $3",
                cluster.value(),
                backup.value(),
                region.value());
    }
}
