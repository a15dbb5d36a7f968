package org.theorder.lifeboat.backup.upkeep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Lease;
import org.theorder.lifeboat.outbox.Leases;
import org.theorder.lifeboat.outbox.Row;

/** Requests for upkeep; kept for a month. Who is at one holds its lease, and only that one writes down how it goes. */
@ApplicationScoped
class UpkeepRequestStore {
    private static final String LEASES = "upkeep/";
    private static final Duration KEPT = Duration.ofDays(30);
    private static final int MOST = 1_000;

    private final Database database;
    private final Leases leases;
    private final ObjectMapper json;
    private final Clock clock;

    UpkeepRequestStore(Database database, Leases leases, ObjectMapper json, Clock clock) {
        this.database = database;
        this.leases = leases;
        this.json = json;
        this.clock = clock;
    }

    static String lease(UUID id) {
        return LEASES + id;
    }

    /** Writes down what is asked for; false, without doing so, if the same is not over yet and may not be done twice. */
    boolean request(UUID id, UpkeepRequest.Task task, @Nullable ClusterName cluster, @Nullable BackupId backup) {
        forget();
        return database.update(
                        """
                insert into upkeep_request (id, cluster, task, backup_id, requested_at)
                values ($1, $2, $3, $4, $5)
                on conflict (task) where task = 'CATALOGUE_REBUILD' and finished_at is null do nothing""",
                        id,
                        cluster == null ? null : cluster.value(),
                        task,
                        backup == null ? null : backup.value(),
                        clock.instant())
                > 0;
    }

    /** With its lease: no id comes twice, so no epoch has to rise behind it. */
    private void forget() {
        database.update("""
                with old as (delete from upkeep_request where requested_at < $1 and finished_at is not null returning id)
                delete from lease using old where name = $2::text || old.id""", clock.instant().minus(KEPT), LEASES);
    }

    /** It begins, or begins again; how often it has by now, or 0 if it is over. */
    int begin(Lease lease, UUID id) {
        return database.inTransaction(tx -> {
            leases.confirm(tx, lease);
            return tx.query("""
                            update upkeep_request set attempts = attempts + 1 where id = $1 and finished_at is null
                            returning attempts""", id).stream()
                    .findFirst()
                    .map(row -> row.intValue("attempts"))
                    .orElse(0);
        });
    }

    void done(Lease lease, UUID id, Object result) {
        String written = written(result);
        database.doInTransaction(tx -> {
            leases.confirm(tx, lease);
            tx.update(
                    "update upkeep_request set finished_at = $2, result = $3::jsonb where id = $1",
                    id,
                    clock.instant(),
                    written);
        });
    }

    void failed(Lease lease, UUID id, ErrorCode error, String message) {
        database.doInTransaction(tx -> {
            leases.confirm(tx, lease);
            tx.update("""
                    update upkeep_request set finished_at = $2, error = $3, message = $4
                     where id = $1 and finished_at is null""", id, clock.instant(), error.slug(), message);
        });
    }

    /** What is about no cluster has none. */
    Optional<UpkeepRequest> find(@Nullable ClusterName cluster, UUID id) {
        return requests(database.query(
                        "select * from upkeep_request where cluster is not distinct from $1 and id = $2",
                        cluster == null ? null : cluster.value(),
                        id))
                .stream()
                .findFirst();
    }

    /** The newest first, of a cluster, or of those that are about none. */
    List<UpkeepRequest> newest(@Nullable ClusterName cluster) {
        return requests(database.query("""
                select * from upkeep_request where cluster is not distinct from $1
                 order by requested_at desc limit $2""", cluster == null ? null : cluster.value(), MOST));
    }

    /** What nobody is at although it is not over, the oldest first. */
    List<UpkeepRequest> left() {
        List<Row> rows = database.query("select * from upkeep_request where finished_at is null order by requested_at");
        Set<String> held = held(rows);
        return rows.stream()
                .filter(row -> !held.contains(lease(row.uuid("id"))))
                .map(row -> request(row, held))
                .toList();
    }

    private List<UpkeepRequest> requests(List<Row> rows) {
        Set<String> held = held(rows);
        return rows.stream().map(row -> request(row, held)).toList();
    }

    private Set<String> held(List<Row> rows) {
        return rows.stream().allMatch(UpkeepRequestStore::isOver)
                ? Set.of()
                : leases.holders(LEASES).keySet();
    }

    private UpkeepRequest request(Row row, Set<String> held) {
        String cluster = row.stringOrNull("cluster");
        String backup = row.stringOrNull("backup_id");
        String result = row.stringOrNull("result");
        return new UpkeepRequest(
                row.uuid("id"),
                cluster == null ? null : new ClusterName(cluster),
                UpkeepRequest.Task.valueOf(row.string("task")),
                backup == null ? null : new BackupId(backup),
                state(row, held),
                row.intValue("attempts"),
                row.instant("requested_at"),
                row.instantOrNull("finished_at"),
                row.stringOrNull("error"),
                row.stringOrNull("message"),
                result == null ? null : read(result));
    }

    private static UpkeepRequest.State state(Row row, Set<String> held) {
        if (isOver(row)) {
            return row.stringOrNull("error") == null ? UpkeepRequest.State.DONE : UpkeepRequest.State.FAILED;
        }
        // at first it takes a moment until its thread has the lease
        return row.intValue("attempts") == 0 || held.contains(lease(row.uuid("id")))
                ? UpkeepRequest.State.RUNNING
                : UpkeepRequest.State.INTERRUPTED;
    }

    private static boolean isOver(Row row) {
        return row.instantOrNull("finished_at") != null;
    }

    private String written(Object result) {
        try {
            return json.writeValueAsString(result);
        } catch (JsonProcessingException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, "what was done cannot be written as JSON", e);
        }
    }

    private JsonNode read(String result) {
        try {
            return json.readTree(result);
        } catch (JsonProcessingException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, "what PostgreSQL gave back is no JSON", e);
        }
    }
}
