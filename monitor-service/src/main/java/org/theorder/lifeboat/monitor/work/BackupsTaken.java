package org.theorder.lifeboat.monitor.work;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupCompleted;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Row;
import org.theorder.lifeboat.outbox.Transaction;

/** The table {@code backup_taken}: what was taken lately, for looking at; the repository knows what is there still. */
@ApplicationScoped
public class BackupsTaken {
    private static final Duration KEPT = Duration.ofDays(35);

    private final Database database;

    BackupsTaken(Database database) {
        this.database = database;
    }

    /**
     * One backup.
     *
     * @param provenAt when a restore or a drill that used it passed; null if none has
     */
    public record Taken(
            ClusterName cluster,
            BackupId id,
            BackupKind kind,
            Instant completedAt,
            long storedBytes,
            @Nullable Instant provenAt) {}

    void taken(Transaction tx, BackupCompleted backup) {
        tx.update(
                "delete from backup_taken where completed_at < $1",
                backup.completedAt().minus(KEPT));
        tx.update(
                """
                insert into backup_taken (cluster, backup_id, kind, completed_at, stored_bytes)
                values ($1, $2, $3, $4, $5) on conflict (cluster, backup_id) do nothing
                """,
                backup.cluster().value(),
                backup.backupId().value(),
                backup.kind(),
                backup.completedAt(),
                backup.storedBytes());
    }

    void proven(Transaction tx, ClusterName cluster, List<BackupId> chain, Instant at) {
        tx.update(
                "update backup_taken set proven_at = $3 where cluster = $1 and backup_id = any($2)",
                cluster.value(),
                chain.stream().map(BackupId::value).toArray(String[]::new),
                at);
    }

    /** By cluster, oldest first. */
    public Map<ClusterName, List<Taken>> since(Instant from) {
        return database
                .query("select * from backup_taken where completed_at >= $1 order by completed_at", from)
                .stream()
                .map(BackupsTaken::taken)
                .collect(Collectors.groupingBy(Taken::cluster));
    }

    private static Taken taken(Row row) {
        return new Taken(
                new ClusterName(row.string("cluster")),
                new BackupId(row.string("backup_id")),
                BackupKind.valueOf(row.string("kind")),
                row.instant("completed_at"),
                row.longValue("stored_bytes"),
                row.instantOrNull("proven_at"));
    }
}
