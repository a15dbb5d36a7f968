package org.theorder.lifeboat.monitor.cluster;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupCompleted;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Row;
import org.theorder.lifeboat.outbox.Transaction;

/** The table {@code rehearsal}. */
@ApplicationScoped
class Rehearsals {
    private final Database database;
    private final Clock clock;

    Rehearsals(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    List<Rehearsal> all() {
        return database.query("select * from rehearsal").stream()
                .map(Rehearsals::rehearsal)
                .toList();
    }

    void backedUp(Transaction tx, BackupCompleted backup) {
        change(tx, backup.cluster(), known -> known.after(Rehearsal.Shape.of(backup)));
    }

    /** A drill or a restore of it has passed; not later than now, whatever the clock of whoever tells it says. */
    void proven(Transaction tx, ClusterName cluster, BackupId backup, Instant at) {
        Instant now = clock.instant();
        change(tx, cluster, known -> known.after(backup, at.isAfter(now) ? now : at));
    }

    void forget(Transaction tx, ClusterName cluster) {
        tx.update("delete from rehearsal where cluster = $1", cluster.value());
    }

    private static void change(Transaction tx, ClusterName cluster, UnaryOperator<Rehearsal> event) {
        tx.update("insert into rehearsal (cluster) values ($1) on conflict do nothing", cluster.value());
        Rehearsal known = rehearsal(tx.query("select * from rehearsal where cluster = $1 for update", cluster.value())
                .getFirst());
        Rehearsal later = event.apply(known);
        Rehearsal.@Nullable Shape shape = later.shape();
        tx.update(
                """
                update rehearsal
                   set proven = $2, proven_at = $9, newest = $3, system_identifier = $4, major_version = $5, regions = $6, change = $7,
                       changed_with = $8
                 where cluster = $1
                """,
                later.cluster(),
                text(later.proven()),
                shape == null ? null : shape.newest().value(),
                shape == null ? null : shape.systemIdentifier(),
                shape == null ? null : shape.majorVersion(),
                shape == null ? null : shape.regions().toArray(String[]::new),
                later.change(),
                text(later.changedWith()),
                later.provenAt());
    }

    private static Rehearsal rehearsal(Row row) {
        @Nullable BackupId newest = backup(row, "newest");
        return new Rehearsal(
                row.string("cluster"),
                backup(row, "proven"),
                row.instantOrNull("proven_at"),
                newest == null
                        ? null
                        : new Rehearsal.Shape(
                                newest,
                                row.string("system_identifier"),
                                row.intValue("major_version"),
                                row.strings("regions")),
                row.stringOrNull("change"),
                backup(row, "changed_with"));
    }

    private static @Nullable BackupId backup(Row row, String column) {
        String id = row.stringOrNull(column);
        return id == null ? null : new BackupId(id);
    }

    private static @Nullable String text(@Nullable BackupId backup) {
        return backup == null ? null : backup.value();
    }
}
