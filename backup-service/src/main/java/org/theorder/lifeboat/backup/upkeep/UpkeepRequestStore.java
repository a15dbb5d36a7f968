package org.theorder.lifeboat.backup.upkeep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.backup.wal.StreamSupervisor;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Leases;
import org.theorder.lifeboat.outbox.Row;

/** Requests that are worked on behind an answer that was given already; kept for a month. */
@ApplicationScoped
class UpkeepRequestStore {
    private static final Duration KEPT = Duration.ofDays(30);
    private static final int MOST = 1_000;

    private final Database database;
    private final Leases leases;
    private final StreamSupervisor replicas;
    private final ObjectMapper json;
    private final Clock clock;

    UpkeepRequestStore(Database database, Leases leases, StreamSupervisor replicas, ObjectMapper json, Clock clock) {
        this.database = database;
        this.leases = leases;
        this.replicas = replicas;
        this.json = json;
        this.clock = clock;
    }

    /** This replica is at it. */
    UpkeepRequest begun(UUID id, ClusterName cluster, UpkeepRequest.Task task, @Nullable BackupId backup) {
        database.update(
                "delete from upkeep_request where requested_at < $1",
                clock.instant().minus(KEPT));
        database.update(
                """
                insert into upkeep_request (id, cluster, task, backup_id, replica, requested_at)
                values ($1, $2, $3, $4, $5, $6)""",
                id,
                cluster.value(),
                task,
                backup == null ? null : backup.value(),
                leases.holder(),
                clock.instant());
        return find(cluster, id).orElseThrow();
    }

    void done(UUID id, @Nullable Object result) {
        database.update(
                "update upkeep_request set finished_at = $2, result = $3::jsonb where id = $1",
                id,
                clock.instant(),
                written(result));
    }

    void failed(UUID id, ErrorCode error, String message) {
        database.update(
                "update upkeep_request set finished_at = $2, error = $3, message = $4 where id = $1",
                id,
                clock.instant(),
                error.slug(),
                message);
    }

    Optional<UpkeepRequest> find(ClusterName cluster, UUID id) {
        return database
                .query("select * from upkeep_request where cluster = $1 and id = $2", cluster.value(), id)
                .stream()
                .findFirst()
                .map(this::request);
    }

    /** The newest first. */
    List<UpkeepRequest> newest(ClusterName cluster) {
        return database
                .query(
                        "select * from upkeep_request where cluster = $1 order by requested_at desc limit $2",
                        cluster.value(),
                        MOST)
                .stream()
                .map(this::request)
                .toList();
    }

    private UpkeepRequest request(Row row) {
        UpkeepRequest.State state = state(row);
        String backup = row.stringOrNull("backup_id");
        String result = row.stringOrNull("result");
        return new UpkeepRequest(
                row.uuid("id"),
                new ClusterName(row.string("cluster")),
                UpkeepRequest.Task.valueOf(row.string("task")),
                backup == null ? null : new BackupId(backup),
                state,
                row.instant("requested_at"),
                row.instantOrNull("finished_at"),
                row.stringOrNull("error"),
                state == UpkeepRequest.State.INTERRUPTED
                        ? "the replica that was at it has gone, and what it did so far stays; ask again"
                        : row.stringOrNull("message"),
                result == null ? null : read(result));
    }

    private UpkeepRequest.State state(Row row) {
        if (row.instantOrNull("finished_at") != null) {
            return row.stringOrNull("error") == null ? UpkeepRequest.State.DONE : UpkeepRequest.State.FAILED;
        }
        return replicas.isThere(row.string("replica")) ? UpkeepRequest.State.RUNNING : UpkeepRequest.State.INTERRUPTED;
    }

    private String written(@Nullable Object result) {
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
