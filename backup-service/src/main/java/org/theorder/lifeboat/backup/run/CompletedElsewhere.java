package org.theorder.lifeboat.backup.run;

import jakarta.enterprise.context.ApplicationScoped;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Outbox;

/**
 * A backup has become complete in a further region: {@code backup-completed} is sent again, for the same backup, with all
 * regions where it is now. Whoever takes it by its id and the newest word is right.
 */
@ApplicationScoped
public class CompletedElsewhere {
    private static final Logger LOG = LoggerFactory.getLogger(CompletedElsewhere.class);

    private final BackupRuns runs;
    private final Outbox outbox;
    private final Database database;

    CompletedElsewhere(BackupRuns runs, Outbox outbox, Database database) {
        this.runs = runs;
        this.outbox = outbox;
        this.database = database;
    }

    public void tell(Cluster cluster, BackupId backup) {
        runs.changed(cluster);
        try {
            runs.find(cluster, backup)
                    .ifPresent(completed -> database.inTransaction(tx -> {
                        outbox.publish(
                                tx, Topics.BACKUP_COMPLETED, completed.cluster().value(), completed);
                        return true;
                    }));
        } catch (LifeboatException e) {
            // the repository and the catalogue know; the event is for those who wait for one
            LOG.warn(
                    "backup-completed was not sent again cluster={} backupId={} reason={}",
                    cluster.name(),
                    backup,
                    e.explanation());
        }
    }
}
