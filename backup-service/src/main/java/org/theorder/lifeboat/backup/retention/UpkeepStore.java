package org.theorder.lifeboat.backup.retention;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.outbox.Database;

/** When what was last done for a cluster, and which backups are being taken. */
@ApplicationScoped
public class UpkeepStore {
    private final Database database;
    private final Clock clock;

    UpkeepStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** When a task last began, of every cluster for which it ever did. */
    public Map<ClusterName, Instant> begun(String task) {
        Map<ClusterName, Instant> begun = new HashMap<>();
        database.query("select cluster, begun from upkeep where task = $1", task)
                .forEach(row -> begun.put(new ClusterName(row.string("cluster")), row.instant("begun")));
        return begun;
    }

    /**
     * Notes that a task begins, unless it began less than {@code interval} ago.
     *
     * @return whether it is due
     */
    public boolean begin(ClusterName cluster, String task, Duration interval) {
        return database.update(
                        """
                insert into upkeep (cluster, task, begun) values ($1, $2, $3)
                on conflict (cluster, task) do update set begun = $3 where upkeep.begun <= $4""",
                        cluster.value(),
                        task,
                        clock.instant(),
                        clock.instant().minus(interval))
                > 0;
    }

    /** Notes that a task that began at this moment has come to its end. */
    public void note(ClusterName cluster, String task, Instant begun) {
        database.update("""
                insert into upkeep (cluster, task, begun) values ($1, $2, $3)
                on conflict (cluster, task) do update set begun = $3""", cluster.value(), task, begun);
    }

    /** Backups whose objects are being written at this moment, as far as the requests know. */
    public Set<BackupId> running(ClusterName cluster) {
        return database.query("""
                select backup_id from backup_job
                 where cluster = $1 and state in ('QUEUED', 'RUNNING') and backup_id is not null""", cluster.value()).stream()
                .map(row -> new BackupId(row.string("backup_id")))
                .collect(Collectors.toSet());
    }
}
