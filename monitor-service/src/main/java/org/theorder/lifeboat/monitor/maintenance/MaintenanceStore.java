package org.theorder.lifeboat.monitor.maintenance;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Row;
import org.theorder.lifeboat.outbox.Transaction;

/** The table {@code maintenance}. */
@ApplicationScoped
public class MaintenanceStore {
    private static final String COLUMNS =
            "select id, subjects, cluster, component, begins_at, ends_at, reason, by from maintenance ";

    private final Database database;

    MaintenanceStore(Database database) {
        this.database = database;
    }

    void insert(Window window) {
        database.inTransaction(tx -> tx.update(
                """
                insert into maintenance (id, subjects, cluster, component, begins_at, ends_at, reason, by)
                values ($1, $2, $3, $4, $5, $6, $7, $8)
                """,
                window.id(),
                window.subjects(),
                window.cluster(),
                window.component(),
                window.beginsAt(),
                window.endsAt(),
                window.reason(),
                window.by()));
    }

    /** @return false if there is none of this id that is not over */
    boolean end(String id, Instant now) {
        return database.inTransaction(tx -> tx.update(
                        "update maintenance set ends_at = greatest($2, begins_at) where id = $1 and ends_at > $2",
                        id,
                        now))
                > 0;
    }

    /** Windows that are not over, the next first. */
    List<Window> from(Instant now) {
        return database.query(COLUMNS + "where ends_at > $1 order by begins_at, id", now).stream()
                .map(MaintenanceStore::read)
                .toList();
    }

    /** Windows of this moment. */
    public List<Window> at(Transaction tx, Instant now) {
        return tx.query(COLUMNS + "where begins_at <= $1 and ends_at > $1 order by ends_at desc", now).stream()
                .map(MaintenanceStore::read)
                .toList();
    }

    private static Window read(Row row) {
        return new Window(
                row.string("id"),
                row.stringOrNull("subjects"),
                row.stringOrNull("cluster"),
                row.stringOrNull("component"),
                row.instant("begins_at"),
                row.instant("ends_at"),
                row.string("reason"),
                row.string("by"));
    }
}
