package org.theorder.lifeboat.notifier.recovery;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.events.RestoreProgressed;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Row;
import org.theorder.lifeboat.outbox.Transaction;

/** Tables {@code recovery} and {@code restore_end}. */
@ApplicationScoped
public class RecoveryStore {
    // restores get slower as a database grows: the newest count
    private static final int EARLIER = 50;

    private static final Duration LOST = Duration.ofDays(1);

    private final Database database;

    RecoveryStore(Database database) {
        this.database = database;
    }

    /** What is running, the oldest first; without those of which nothing was heard for a day: nobody will tell their end. */
    public List<Recovery> running(Instant now) {
        return database.inTransaction(
                tx -> tx
                        .query(
                                "select * from recovery where heard_at > $1 order by requested_at, restore",
                                now.minus(LOST))
                        .stream()
                        .map(row -> recovery(tx, row))
                        .toList());
    }

    /** Forgets what ended, or was last heard of, before then; not the newest restores, which tell how long the next takes. */
    public static void forget(Transaction tx, Instant before) {
        tx.update("delete from recovery where heard_at < $1", before);
        tx.update("""
                delete from restore_end
                 where at < $1 and restore not in (
                    select restore from (
                        select restore, row_number() over (partition by cluster order by at desc) as place
                          from restore_end where took is not null) as passed
                     where place <= $2)""", before, EARLIER);
    }

    /** Keeps the newest progress; word that comes after the end changes nothing. */
    void progressed(Transaction tx, RestoreProgressed progress) {
        tx.update(
                """
                insert into recovery as known (restore, cluster, phase, step, steps, percent, requested_at, heard_at)
                select $1, $2, $3, $4, $5, $6, $7, $8
                 where not exists (select 1 from restore_end where restore = $1)
                on conflict (restore) do update
                   set phase = excluded.phase, step = excluded.step, steps = excluded.steps, percent = excluded.percent,
                       heard_at = excluded.heard_at
                 where known.heard_at < excluded.heard_at""",
                progress.restoreId().value(),
                progress.cluster().value(),
                progress.phase(),
                progress.step(),
                progress.steps(),
                progress.percent(),
                progress.requestedAt(),
                progress.at());
    }

    /** @param took null if it did not pass, so that its time says nothing */
    void ended(Transaction tx, RestoreId restore, ClusterName cluster, Instant at, @Nullable Duration took) {
        tx.update("""
                insert into restore_end (restore, cluster, at, took) values ($1, $2, $3, $4)
                on conflict (restore) do nothing""", restore.value(), cluster.value(), at, took == null ? null : took.toMillis());
        tx.update("delete from recovery where restore = $1", restore.value());
    }

    private static Recovery recovery(Transaction tx, Row row) {
        String cluster = row.string("cluster");
        List<Duration> times = tx.query("""
                        select took from restore_end
                         where cluster = $1 and took is not null order by at desc limit $2""", cluster, EARLIER).stream()
                .map(earlier -> Duration.ofMillis(earlier.longValue("took")))
                .toList();
        Instant requestedAt = row.instant("requested_at");
        return new Recovery(
                new RestoreId(row.string("restore")),
                new ClusterName(cluster),
                row.string("phase"),
                row.intValue("step"),
                row.intValue("steps"),
                row.intOrNull("percent"),
                requestedAt,
                row.instant("heard_at"),
                Expectation.of(requestedAt, times).orElse(null));
    }
}
