package org.theorder.lifeboat.backup.schedule;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Row;
import org.theorder.lifeboat.outbox.Transaction;

/** The memory of the schedule. */
@ApplicationScoped
class ScheduleStore {
    private static final String RUN = "kind, due_at, attempt, decided_at, outcome, reason, job";
    private static final int KEPT_DAYS = 30;

    private final Database database;

    ScheduleStore(Database database) {
        this.database = database;
    }

    /** @param pausedAt null while it is not paused */
    record State(
            Instant since,
            @Nullable Instant pausedAt,
            @Nullable String pausedBy) {}

    /** Makes these clusters known; those that are keep their time. */
    void add(Collection<ClusterName> clusters, Instant now) {
        database.update("""
                insert into schedule (cluster, since) select unnest($1::text[]), $2
                on conflict (cluster) do nothing""", names(clusters), now);
    }

    Map<ClusterName, State> states(Collection<ClusterName> clusters) {
        Map<ClusterName, State> states = new HashMap<>();
        database.query("select cluster, since, paused_at, paused_by from schedule where cluster = any($1)", (Object)
                        names(clusters))
                .forEach(row -> states.put(
                        cluster(row),
                        new State(
                                row.instant("since"), row.instantOrNull("paused_at"), row.stringOrNull("paused_by"))));
        return states;
    }

    /** The newest decisions of each kind about moments up to {@code now}. */
    Map<ClusterName, List<ScheduledRun>> newest(Collection<ClusterName> clusters, Instant now, int perKind) {
        Map<ClusterName, List<ScheduledRun>> runs = new HashMap<>();
        database.query("select cluster, " + RUN + """
                          from (select *, row_number() over (partition by cluster, kind
                                                                 order by due_at desc, attempt desc) as newest
                                  from schedule_run where cluster = any($1) and due_at <= $2) as run
                         where newest <= $3
                         order by due_at desc, attempt desc""", names(clusters), now, perKind)
                .forEach(row -> runs.computeIfAbsent(cluster(row), any -> new java.util.ArrayList<>())
                        .add(run(row)));
        return runs;
    }

    /** What is paused of all. */
    List<ClusterName> paused() {
        return database.query("select cluster from schedule where paused_at is not null").stream()
                .map(ScheduleStore::cluster)
                .toList();
    }

    /** Writes a decision down; false if this moment has been decided about already. */
    static boolean decide(Transaction tx, ClusterName cluster, ScheduledRun run) {
        return tx.update(
                        """
                        insert into schedule_run (cluster, kind, due_at, attempt, decided_at, outcome, reason, job)
                        values ($1, $2, $3, $4, $5, $6, $7, $8)
                        on conflict (cluster, kind, due_at, attempt) do nothing""",
                        cluster.value(),
                        run.kind(),
                        run.dueAt(),
                        run.attempt(),
                        run.decidedAt(),
                        run.outcome(),
                        run.reason(),
                        run.job())
                > 0;
    }

    /** Pausing twice keeps the first time and name. */
    void pause(ClusterName cluster, String by, Instant now) {
        database.update("""
                insert into schedule (cluster, since, paused_at, paused_by) values ($1, $2, $2, $3)
                on conflict (cluster) do update set paused_at = excluded.paused_at, paused_by = excluded.paused_by
                 where schedule.paused_at is null""", cluster.value(), now, by);
    }

    void resume(ClusterName cluster) {
        database.update("update schedule set paused_at = null, paused_by = null where cluster = $1", cluster.value());
    }

    /** A cluster that is not protected any more. */
    void forget(ClusterName cluster) {
        database.doInTransaction(tx -> {
            tx.update("delete from schedule_run where cluster = $1", cluster.value());
            tx.update("delete from schedule where cluster = $1", cluster.value());
        });
    }

    /** Forgets old decisions, but never the newest of a kind. */
    int tidy(Instant now) {
        return database.update("""
                delete from schedule_run as old
                 where decided_at < $1
                   and exists (select from schedule_run as newer
                                where newer.cluster = old.cluster and newer.kind = old.kind and newer.due_at > old.due_at
                                  and newer.decided_at >= $1)""", now.minus(java.time.Duration.ofDays(KEPT_DAYS)));
    }

    Optional<State> state(ClusterName cluster) {
        return Optional.ofNullable(states(List.of(cluster)).get(cluster));
    }

    private static String[] names(Collection<ClusterName> clusters) {
        return clusters.stream().map(ClusterName::value).toArray(String[]::new);
    }

    private static ClusterName cluster(Row row) {
        return new ClusterName(row.string("cluster"));
    }

    private static ScheduledRun run(Row row) {
        return new ScheduledRun(
                BackupKind.valueOf(row.string("kind")),
                row.instant("due_at"),
                row.intValue("attempt"),
                row.instant("decided_at"),
                ScheduledRun.Outcome.valueOf(row.string("outcome")),
                row.string("reason"),
                row.uuidOrNull("job"));
    }
}
