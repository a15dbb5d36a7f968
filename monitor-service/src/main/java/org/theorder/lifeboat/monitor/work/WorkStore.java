package org.theorder.lifeboat.monitor.work;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.RestoreMode;
import org.theorder.lifeboat.events.RestoreProgressed;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Row;
import org.theorder.lifeboat.outbox.Transaction;

/** The table {@code work}. */
@ApplicationScoped
public class WorkStore {
    private static final Duration KEPT = Duration.ofDays(7);
    private static final Duration SHOWN_WHEN_ENDED = Duration.ofHours(1);
    private static final Duration SHOWN_WHEN_SILENT = Duration.ofDays(1);
    private static final int MOST = 50;

    private final Database database;

    WorkStore(Database database) {
        this.database = database;
    }

    /** @return false if it was asked for already */
    boolean ask(Transaction tx, Work work) {
        tx.update("delete from work where told_at < $1", work.askedAt().minus(KEPT));
        return tx.update(
                        """
                        insert into work (id, kind, cluster, purpose, asked_by, asked_at, told_at)
                        values ($1, $2, $3, $4, $5, $6, $6) on conflict (id) do nothing
                        """,
                        work.id(),
                        work.kind().wireName(),
                        work.cluster().value(),
                        work.purpose(),
                        work.askedBy(),
                        work.askedAt())
                > 0;
    }

    /** News of a restore; older news than what is known change nothing. */
    void progressed(Transaction tx, RestoreProgressed news) {
        Work.Kind kind = news.mode() == RestoreMode.DRILL ? Work.Kind.DRILL : Work.Kind.RESTORE;
        tx.update(
                """
                insert into work (id, kind, cluster, purpose, asked_at, phase, step, steps, percent, told_at)
                values ($1, $2, $3, $10, $4, $5, $6, $7, $8, $9)
                on conflict (id) do update set phase = excluded.phase, step = excluded.step, steps = excluded.steps,
                    percent = excluded.percent, told_at = excluded.told_at
                    where work.ended_at is null and (work.phase is null or work.told_at <= excluded.told_at)
                """,
                news.restoreId().value(),
                kind.wireName(),
                news.cluster().value(),
                news.requestedAt(),
                news.phase(),
                news.step(),
                news.steps(),
                news.percent(),
                news.at(),
                kind.wireName() + " of " + news.cluster());
    }

    /** The end of a restore; nothing happens if nothing is known of it. */
    void ended(Transaction tx, String id, Work.State.Ended end) {
        tx.update("""
                update work set ended_at = $2, passed = $3, message = $4, told_at = $2
                where id = $1 and ended_at is null
                """, id, end.at(), end.passed(), end.message());
    }

    /** The end of a backup of this kind: it answers those who asked before it began. */
    void ended(Transaction tx, ClusterName cluster, BackupKind kind, Instant begunAt, Work.State.Ended end) {
        tx.update("""
                update work set ended_at = $4, passed = $5, message = $6, told_at = $4
                where cluster = $1 and kind = $2 and asked_at <= $3 and ended_at is null
                """, cluster.value(), kind.wireName(), begunAt, end.at(), end.passed(), end.message());
    }

    /** What is under way or ended within the last hour, newest first. */
    public List<Work> current(Instant now) {
        return database.query("""
                        select * from work
                        where ended_at > $1 or ended_at is null and told_at > $2
                        order by asked_at desc, id limit $3
                        """, now.minus(SHOWN_WHEN_ENDED), now.minus(SHOWN_WHEN_SILENT), MOST).stream()
                .map(WorkStore::work)
                .toList();
    }

    private static Work work(Row row) {
        return new Work(
                row.string("id"),
                Work.Kind.of(row.string("kind")),
                new ClusterName(row.string("cluster")),
                row.string("purpose"),
                row.stringOrNull("asked_by"),
                row.instant("asked_at"),
                state(row),
                row.instant("told_at"));
    }

    private static Work.State state(Row row) {
        @Nullable Instant endedAt = row.instantOrNull("ended_at");
        if (endedAt != null) {
            return new Work.State.Ended(endedAt, row.bool("passed"), row.string("message"));
        }
        @Nullable String phase = row.stringOrNull("phase");
        return phase == null
                ? new Work.State.Asked()
                : new Work.State.Running(phase, row.intValue("step"), row.intValue("steps"), row.intOrNull("percent"));
    }
}
