package org.theorder.lifeboat.backup.run;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.theorder.lifeboat.backup.schedule.ScheduledJobs;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Row;
import org.theorder.lifeboat.outbox.Transaction;

/** The schedule's view of the backup jobs. */
@ApplicationScoped
class JobsOfSchedule implements ScheduledJobs {
    private final BackupJobStore store;
    private final BackupWorker worker;
    private final Database database;

    JobsOfSchedule(BackupJobStore store, BackupWorker worker, Database database) {
        this.store = store;
        this.worker = worker;
        this.database = database;
    }

    @Override
    public void request(Transaction tx, UUID id, ClusterName cluster, BackupKind kind, String requestedBy) {
        store.request(tx, id, cluster, kind, requestedBy);
        tx.afterCommit(worker::wake);
    }

    @Override
    public List<Job> find(Collection<ClusterName> clusters, Collection<UUID> ids) {
        return database
                .query(
                        """
                        select id, cluster, kind, state, error, finished_at from backup_job
                         where id = any($1::text[]::uuid[])
                            or (state in ('QUEUED', 'RUNNING') and cluster = any($2))""",
                        ids.stream().map(UUID::toString).toArray(String[]::new),
                        clusters.stream().map(ClusterName::value).toArray(String[]::new))
                .stream()
                .map(JobsOfSchedule::job)
                .toList();
    }

    @Override
    public Load load() {
        Row row = database.query("""
                        select count(*) filter (where state = 'QUEUED') as queued,
                               count(*) filter (where state = 'RUNNING') as running
                          from backup_job where state in ('QUEUED', 'RUNNING')""").getFirst();
        return new Load(row.intValue("queued"), row.intValue("running"));
    }

    private static Job job(Row row) {
        return new Job(
                row.uuid("id"),
                new ClusterName(row.string("cluster")),
                BackupKind.valueOf(row.string("kind")),
                ErrorCode.CANCELLED.slug().equals(row.stringOrNull("error"))
                        ? State.CANCELLED
                        : State.valueOf(row.string("state")),
                row.instantOrNull("finished_at"));
    }
}
