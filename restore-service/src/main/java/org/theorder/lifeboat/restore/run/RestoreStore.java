package org.theorder.lifeboat.restore.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.EventJson;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.events.RestoreMode;
import org.theorder.lifeboat.events.RestoreRequested;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Lease;
import org.theorder.lifeboat.outbox.Row;
import org.theorder.lifeboat.outbox.Transaction;

/** The restores that were asked for. */
@ApplicationScoped
public class RestoreStore {
    private static final ObjectMapper OUTCOMES =
            EventJson.strict(new ObjectMapper()).disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private final Database database;
    private final Clock clock;

    RestoreStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Records a request; the same one again changes nothing.
     *
     * @return true if it is new
     * @throws LifeboatException ALREADY_EXISTS if another request has this id, REQUEST_INVALID for a text that no database
     *     takes
     */
    public boolean record(Transaction tx, RestoreRequested request, Instant requestedAt) {
        if (request.place().directory().indexOf(0) >= 0 || request.requestedBy().indexOf(0) >= 0) {
            throw new LifeboatException(ErrorCode.REQUEST_INVALID, "the request has a NUL character in it");
        }
        String json = json(request);
        int added = insert(tx, request, json, requestedAt, false);
        if (added == 0
                && tx.query(
                                "select from restore where id = $1 and request = $2::jsonb",
                                request.restoreId().value(),
                                json)
                        .isEmpty()) {
            throw new LifeboatException(
                    ErrorCode.ALREADY_EXISTS,
                    "there is another restore with the id " + request.restoreId() + ": choose another id");
        }
        return added == 1;
    }

    /** Records a drill; one with this id that there is already is the same. True if it is new. */
    public boolean recordDrill(Transaction tx, RestoreRequested request, Instant requestedAt, boolean escrow) {
        return insert(tx, request, json(request), requestedAt, escrow) == 1;
    }

    private static int insert(
            Transaction tx, RestoreRequested request, String json, Instant requestedAt, boolean escrow) {
        return tx.update(
                """
                insert into restore (id, cluster, mode, directory, request, requested_at, state, escrow)
                values ($1, $2, $3, $4, $5::jsonb, $6, $7, $8)
                on conflict (id) do nothing""",
                request.restoreId().value(),
                request.cluster().value(),
                request.mode(),
                place(request),
                json,
                requestedAt,
                RestoreState.REQUESTED,
                escrow);
    }

    /** The same for two restores that would meet. */
    private static String place(RestoreRequested request) {
        RestoreRequested.KubernetesVolume volume = request.place().kubernetes();
        return volume == null ? request.place().directory() : "kubernetes:" + volume.namespace() + "/" + volume.claim();
    }

    /** Asks for the end of a restore; one that has ended stays what it is. */
    void cancel(Transaction tx, RestoreId id, String by) {
        tx.update(
                "update restore set cancelled_by = $2 where id = $1 and ended_at is null and cancelled_by is null",
                id.value(),
                by);
    }

    /** Ends a restore that no attempt was made at, so that nothing of it is anywhere; empty if there was one. */
    Optional<Restore> endUnbegun(Transaction tx, RestoreId id, RestoreOutcome.Cancelled outcome) {
        return tx
                .query(
                        """
                update restore set state = $2, phase = $3, ended_at = $4, outcome = $5::jsonb
                 where id = $1 and state = $6 and attempts = 0 and ended_at is null
                returning *""",
                        id.value(),
                        RestoreState.CANCELLED,
                        RestorePhase.ENDED,
                        outcome.endedAt(),
                        write(outcome),
                        RestoreState.REQUESTED)
                .stream()
                .map(RestoreStore::restore)
                .findFirst();
    }

    /** Whether a restore shall end, or make room. */
    Optional<Interruption> interruption(RestoreId id) {
        return database.query("""
                        select cancelled_by,
                               mode = $2 and exists (select from restore live
                                                      where live.ended_at is null and live.mode <> $2) as preempted
                          from restore where id = $1""", id.value(), RestoreMode.DRILL).stream()
                .findFirst()
                .flatMap(row -> {
                    String by = row.stringOrNull("cancelled_by");
                    if (by != null) {
                        return Optional.of(new Interruption.Cancelled(by));
                    }
                    return row.bool("preempted") ? Optional.of(new Interruption.Preempted()) : Optional.empty();
                });
    }

    /** A drill waits again; the attempt that made room does not count. */
    void putBack(RestoreId id, Lease lease) {
        database.update("""
                update restore set state = $3, attempts = attempts - 1, phase = $4, bytes_done = 0, bytes_total = 0,
                       wal_position = null, wal_end = null, phase_ends_at = null
                 where id = $1 and epoch = $2 and ended_at is null""", id.value(), lease.epoch(), RestoreState.REQUESTED, RestorePhase.WAITING);
    }

    /** The newest drill of each cluster, by name. */
    public List<Restore> newestDrills() {
        return database.query("""
                        select distinct on (cluster) * from restore where mode = $1
                         order by cluster, requested_at desc""", RestoreMode.DRILL).stream()
                .map(RestoreStore::restore)
                .toList();
    }

    /** The newest first, at most {@code limit}. */
    public List<Restore> newest(int limit) {
        return database.query("select * from restore order by requested_at desc, id limit $1", limit).stream()
                .map(RestoreStore::restore)
                .toList();
    }

    public Optional<Restore> find(RestoreId id) {
        return database.query("select * from restore where id = $1", id.value()).stream()
                .map(RestoreStore::restore)
                .findFirst();
    }

    /** Restores that have not ended, the oldest first; drills only while there is no other. */
    List<Restore> open() {
        return database.query("""
                        select * from restore
                         where ended_at is null
                           and (mode <> $1 or not exists (select from restore live
                                                           where live.ended_at is null and live.mode <> $1))
                         order by requested_at, id""", RestoreMode.DRILL).stream()
                .map(RestoreStore::restore)
                .toList();
    }

    /** Begins an attempt: what this lease writes counts from now on, and what an older one writes does not. */
    Optional<Restore> begin(Transaction tx, RestoreId id, Lease lease) {
        return tx.query("""
                update restore set state = $2, attempts = attempts + 1, epoch = $3
                 where id = $1 and ended_at is null
                returning *""", id.value(), RestoreState.RUNNING, lease.epoch()).stream()
                .map(RestoreStore::restore)
                .findFirst();
    }

    /** An attempt that could not begin does not count. */
    void notCounted(RestoreId id, Lease lease) {
        database.update(
                "update restore set attempts = attempts - 1 where id = $1 and epoch = $2", id.value(), lease.epoch());
    }

    /** Another restore into the same directory that was asked for earlier and is not ended. */
    Optional<RestoreId> earlierInto(Restore restore) {
        return database
                .query(
                        """
                        select id from restore
                         where directory = $1 and id <> $2 and ended_at is null and (requested_at, id) < ($3, $2)
                         order by requested_at limit 1""",
                        place(restore.request()),
                        restore.request().restoreId().value(),
                        restore.requestedAt())
                .stream()
                .map(row -> new RestoreId(row.string("id")))
                .findFirst();
    }

    /** @return false if the lease has passed on */
    boolean progress(RestoreId id, Lease lease, Progress.Snapshot now) {
        Duration left = now.phaseLeft();
        return database.update(
                        """
                        update restore set phase = $3, bytes_done = $4, bytes_total = $5, wal_position = $6, wal_end = $7,
                               phase_ends_at = $8
                         where id = $1 and epoch = $2 and ended_at is null""",
                        id.value(),
                        lease.epoch(),
                        now.phase(),
                        now.bytesDone(),
                        now.bytesTotal(),
                        text(now.replayed()),
                        text(now.walEnd()),
                        left == null ? null : clock.instant().plus(left))
                == 1;
    }

    private static @Nullable String text(@Nullable Lsn lsn) {
        return lsn == null ? null : lsn.toString();
    }

    /** @return false if it has ended already, or the lease has passed on */
    boolean end(Transaction tx, RestoreId id, Lease lease, RestoreOutcome outcome) {
        RestoreState state = switch (outcome) {
            case RestoreOutcome.Restored restored -> RestoreState.RESTORED;
            case RestoreOutcome.Refused refused -> RestoreState.REFUSED;
            case RestoreOutcome.Failed failed -> RestoreState.FAILED;
            case RestoreOutcome.Cancelled cancelled -> RestoreState.CANCELLED;
        };
        return tx.update("""
                        update restore set state = $3, phase = $4, ended_at = $5, outcome = $6::jsonb, unsettled = true,
                               phase_ends_at = null
                         where id = $1 and epoch = $2 and ended_at is null""", id.value(), lease.epoch(), state, RestorePhase.ENDED, outcome.endedAt(), write(outcome))
                == 1;
    }

    /** Ended restores whose target waits to be settled. */
    List<Restore> unsettled() {
        return database.query("select * from restore where unsettled").stream()
                .map(RestoreStore::restore)
                .toList();
    }

    void settled(RestoreId id) {
        database.update("update restore set unsettled = false where id = $1", id.value());
    }

    /** The newest successful restore of each cluster. */
    List<Restore> newestProven() {
        return database.query("""
                select distinct on (cluster) * from restore where state = $1
                 order by cluster, ended_at desc""", RestoreState.RESTORED).stream()
                .map(RestoreStore::restore)
                .toList();
    }

    /** The newest successful restore or drill of a cluster. */
    Optional<Restore> newestProven(ClusterName cluster) {
        return database
                .query(
                        "select * from restore where cluster = $1 and state = $2 order by ended_at desc limit 1",
                        cluster.value(),
                        RestoreState.RESTORED)
                .stream()
                .map(RestoreStore::restore)
                .findFirst();
    }

    private static Restore restore(Row row) {
        return new Restore(
                EventJson.read(Topics.RESTORE_REQUESTED, row.string("request").getBytes(StandardCharsets.UTF_8)),
                row.instant("requested_at"),
                RestoreState.valueOf(row.string("state")),
                row.intValue("attempts"),
                RestorePhase.valueOf(row.string("phase")),
                row.longValue("bytes_done"),
                row.longValue("bytes_total"),
                lsn(row.stringOrNull("wal_position")),
                lsn(row.stringOrNull("wal_end")),
                row.instantOrNull("phase_ends_at"),
                row.instantOrNull("ended_at"),
                outcome(row.stringOrNull("outcome")),
                row.bool("escrow"));
    }

    private static @Nullable Lsn lsn(@Nullable String text) {
        return text == null ? null : Lsn.parse(text);
    }

    private static String json(RestoreRequested request) {
        return new String(EventJson.write(request), StandardCharsets.UTF_8);
    }

    private static String write(RestoreOutcome outcome) {
        try {
            return OUTCOMES.writerFor(RestoreOutcome.class).writeValueAsString(outcome);
        } catch (JsonProcessingException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, "an outcome cannot be written as JSON", e);
        }
    }

    private static @Nullable RestoreOutcome outcome(@Nullable String json) {
        try {
            return json == null ? null : OUTCOMES.readValue(json, RestoreOutcome.class);
        } catch (JsonProcessingException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, "a recorded outcome cannot be read", e);
        }
    }
}
