package org.theorder.lifeboat.backup.run;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.events.BackupCompleted;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.ProtectionReported.Fault;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Lease;
import org.theorder.lifeboat.outbox.Leases;
import org.theorder.lifeboat.outbox.Row;
import org.theorder.lifeboat.outbox.Transaction;

/** The backup jobs. Whoever runs one writes under its lease: the write of a replica that lost it matches nothing. */
@ApplicationScoped
class BackupJobStore {
    private static final String COLUMNS = """
            id, cluster, kind, requested_by, requested_at, state, attempt, backup_id, started_at, finished_at,
            bytes_done, bytes_total, stored_bytes, bytes_per_second, error, message, full_because, full_because_message,
            note, cancelled_by, regions, missing_regions""";

    private final Database database;
    private final Leases leases;
    private final Clock clock;

    BackupJobStore(Database database, Leases leases, Clock clock) {
        this.database = database;
        this.leases = leases;
        this.clock = clock;
    }

    /** Asked twice with one id is asked once. */
    void request(Transaction tx, UUID id, ClusterName cluster, BackupKind kind, String requestedBy) {
        tx.update("""
                insert into backup_job (id, cluster, kind, requested_by, requested_at, next_attempt_at)
                values ($1, $2, $3, $4, $5, $5)
                on conflict (id) do nothing""", id, cluster.value(), kind, requestedBy, clock.instant());
    }

    Optional<BackupJob> find(UUID id) {
        return database.query("select " + COLUMNS + " from backup_job where id = $1", id).stream()
                .findFirst()
                .map(BackupJobStore::job);
    }

    List<BackupJob> newest(int most) {
        return database
                .query("select " + COLUMNS + " from backup_job order by requested_at desc, id limit $1", most)
                .stream()
                .map(BackupJobStore::job)
                .toList();
    }

    List<BackupJob> newestOf(ClusterName cluster, int most) {
        return database
                .query(
                        "select " + COLUMNS
                                + " from backup_job where cluster = $1 order by requested_at desc, id limit $2",
                        cluster.value(),
                        most)
                .stream()
                .map(BackupJobStore::job)
                .toList();
    }

    /** The newest of a cluster that was asked for under this name. */
    Optional<BackupJob> newestAskedBy(ClusterName cluster, String requestedBy) {
        return database
                .query(
                        "select " + COLUMNS + " from backup_job where cluster = $1 and requested_by = $2"
                                + " order by requested_at desc, id limit 1",
                        cluster.value(),
                        requestedBy)
                .stream()
                .findFirst()
                .map(BackupJobStore::job);
    }

    /** Those of these clusters whose newest completed incremental had to be a full one for want of WAL summaries. */
    Map<ClusterName, Fault> withoutSummaries(Collection<ClusterName> clusters) {
        Map<ClusterName, Fault> found = new HashMap<>();
        database.query("""
                        select asked.cluster, newest.backup_id, newest.full_because_message
                          from unnest($1::text[]) as asked (cluster)
                         cross join lateral (
                               select backup_id, full_because, full_because_message from backup_job
                                where cluster = asked.cluster and kind = 'INCREMENTAL' and state = 'COMPLETED'
                                order by finished_at desc limit 1) newest
                         where newest.full_because = 'SUMMARIES_MISSING'""", (Object) clusters.stream().map(ClusterName::value).toArray(String[]::new))
                .forEach(row -> found.put(
                        new ClusterName(row.string("cluster")),
                        new Fault(
                                ErrorCode.SUMMARIES_MISSING,
                                null,
                                row.string("backup_id") + " had to be a full one: "
                                        + row.string("full_because_message"))));
        return found;
    }

    /** Those that wait and those whose process may have died: the oldest of each cluster, the oldest first. */
    List<BackupJob> due() {
        return database
                .query(
                        "select * from (select distinct on (cluster) " + COLUMNS
                                + " from backup_job where state in ('QUEUED', 'RUNNING')"
                                // asked for in the future: the clock went back, and the pause means nothing
                                + " and (next_attempt_at <= $1 or requested_at > $1)"
                                + " order by cluster, requested_at, id) oldest order by requested_at, id",
                        clock.instant())
                .stream()
                .map(BackupJobStore::job)
                .toList();
    }

    /** An attempt begins; told before its first object is written, so that its outcome can be looked for. */
    void begin(Lease lease, UUID id, Begun begun, boolean counts) {
        FullBecause because = begun.choice() instanceof BackupChoice.Full full ? full.because() : null;
        int changed = fenced(
                lease,
                tx -> tx.update(
                        """
                update backup_job
                   set state = 'RUNNING', attempt = attempt + $4, backup_id = $2, started_at = $3, bytes_done = 0,
                       bytes_total = 0, stored_bytes = 0, bytes_per_second = 0, full_because = $5,
                       full_because_message = $6, note = $7
                 where id = $1 and cancelled_by is null""",
                        id,
                        begun.backup().value(),
                        begun.startedAt(),
                        counts ? 1 : 0,
                        because == null ? null : because.code(),
                        because == null ? null : because.message(),
                        begun.note()));
        if (changed == 0) {
            throw new LifeboatException(ErrorCode.CANCELLED, "the backup was cancelled");
        }
    }

    /**
     * Somebody wants a job to end. One that waits is over at once.
     *
     * @return the job as it is then; empty if it was over before, or there is none
     */
    Optional<BackupJob> cancel(Transaction tx, UUID id, String by) {
        return tx.query("""
                update backup_job
                   set cancelled_by = coalesce(cancelled_by, $2),
                       state = case state when 'QUEUED' then 'CANCELLED' else state end,
                       finished_at = case state when 'QUEUED' then $3 else finished_at end,
                       error = case state when 'QUEUED' then $4 else error end,
                       message = case state when 'QUEUED' then $5 else message end
                 where id = $1 and state in ('QUEUED', 'RUNNING')
                returning\s""" + COLUMNS, id, by, clock.instant(), ErrorCode.CANCELLED.slug(), cancelled(by)).stream()
                .findFirst()
                .map(BackupJobStore::job);
    }

    /** What is told of a cancelled backup. */
    static String cancelled(@Nullable String by) {
        return "cancelled by " + (by == null ? "somebody" : by);
    }

    /** Who wants a job to end. */
    Optional<String> cancelledBy(UUID id) {
        return find(id).map(BackupJob::cancelledBy);
    }

    /** An attempt that could not even begin counts too. */
    void countAttempt(Lease lease, UUID id) {
        fenced(lease, tx -> tx.update("update backup_job set attempt = attempt + 1 where id = $1", id));
    }

    void progress(Lease lease, UUID id, Progress progress) {
        fenced(
                lease,
                tx -> tx.update(
                        """
                        update backup_job
                           set bytes_done = $2, bytes_total = $3, stored_bytes = $4, bytes_per_second = $5
                         where id = $1""",
                        id,
                        progress.bytesDone(),
                        progress.bytesTotal(),
                        progress.storedBytes(),
                        progress.bytesPerSecond()));
    }

    /** To be tried again later. */
    void postpone(Lease lease, UUID id, LifeboatException reason, Duration pause) {
        fenced(
                lease,
                tx -> tx.update(
                        """
                update backup_job
                   set state = 'QUEUED', next_attempt_at = $2, error = $3, message = $4
                 where id = $1""", id, clock.instant().plus(pause), reason.code().slug(), reason.explanation()));
    }

    void completed(Transaction tx, Lease lease, UUID id, BackupCompleted completed) {
        leases.confirm(tx, lease);
        tx.update(
                """
                update backup_job
                   set state = 'COMPLETED', finished_at = $2, bytes_done = $3, bytes_total = $3, stored_bytes = $4,
                       error = null, message = null, regions = $5, missing_regions = $6
                 where id = $1""",
                id,
                clock.instant(),
                completed.sizeBytes(),
                completed.storedBytes(),
                names(completed.regions()),
                names(completed.missingRegions()));
    }

    /** A backup is in a further region; a job that failed for that alone has its backup now, if the policy is content. */
    void completedElsewhere(Transaction tx, Cluster cluster, BackupCompleted completed) {
        boolean counts =
                cluster.settings().durability().backupCountsIn().satisfiedBy(completed.regions(), cluster.regions());
        tx.update(
                """
                update backup_job
                   set state = 'COMPLETED', error = null, message = null, regions = $2, missing_regions = $3
                 where cluster = $6 and backup_id = $1
                   and (state = 'COMPLETED' or (state = 'FAILED' and error = $4 and $5))""",
                completed.backupId().value(),
                names(completed.regions()),
                names(completed.missingRegions()),
                ErrorCode.REGION_BEHIND.slug(),
                counts,
                cluster.name().value());
    }

    /** False if it was over before: it was cancelled between being picked up and its begin, and that is told already. */
    boolean failed(Transaction tx, Lease lease, UUID id, LifeboatException reason) {
        leases.confirm(tx, lease);
        return tx.update(
                        """
                        update backup_job set state = $5, finished_at = $2, error = $3, message = $4
                         where id = $1 and state in ('QUEUED', 'RUNNING')""",
                        id,
                        clock.instant(),
                        reason.code().slug(),
                        reason.explanation(),
                        reason.code() == ErrorCode.CANCELLED ? BackupJob.State.CANCELLED : BackupJob.State.FAILED)
                > 0;
    }

    private int fenced(Lease lease, ToIntFunction<Transaction> write) {
        return database.inTransaction(tx -> {
            leases.confirm(tx, lease);
            return write.applyAsInt(tx);
        });
    }

    private static String[] names(Collection<RegionName> regions) {
        return regions.stream().map(RegionName::value).toArray(String[]::new);
    }

    private static List<RegionName> regions(List<String> names) {
        return names.stream().map(RegionName::new).toList();
    }

    private static @Nullable FullBecause because(Row row) {
        @Nullable String code = row.stringOrNull("full_because");
        return code == null ? null : new FullBecause(ErrorCode.valueOf(code), row.string("full_because_message"));
    }

    private static BackupJob job(Row row) {
        @Nullable String backup = row.stringOrNull("backup_id");
        return new BackupJob(
                row.uuid("id"),
                new ClusterName(row.string("cluster")),
                BackupKind.valueOf(row.string("kind")),
                row.string("requested_by"),
                row.instant("requested_at"),
                BackupJob.State.valueOf(row.string("state")),
                row.intValue("attempt"),
                backup == null ? null : new BackupId(backup),
                row.instantOrNull("started_at"),
                row.instantOrNull("finished_at"),
                row.longValue("bytes_done"),
                row.longValue("bytes_total"),
                row.longValue("stored_bytes"),
                row.longValue("bytes_per_second"),
                row.stringOrNull("error"),
                row.stringOrNull("message"),
                because(row),
                row.stringOrNull("note"),
                row.stringOrNull("cancelled_by"),
                regions(row.strings("regions")),
                regions(row.strings("missing_regions")));
    }
}
