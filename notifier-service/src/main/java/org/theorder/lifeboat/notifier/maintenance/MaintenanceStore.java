package org.theorder.lifeboat.notifier.maintenance;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Row;
import org.theorder.lifeboat.outbox.Transaction;

/** Tables {@code maintenance} and {@code maintenance_update}. */
@ApplicationScoped
public class MaintenanceStore {
    /** How many are kept in sight, besides all that are not over. */
    public static final int MOST = 50;

    private static final String SELECT_NEWEST = """
            (select * from maintenance where status <> 'COMPLETED')
            union
            (select * from maintenance order by scheduled_for desc, id limit $1)
            order by scheduled_for desc, id""";

    private final Database database;

    MaintenanceStore(Database database) {
        this.database = database;
    }

    /** All that are not over and the newest others, the latest begin first. */
    public List<Maintenance> recent() {
        return database.inTransaction(tx -> withUpdates(tx, tx.query(SELECT_NEWEST, MOST)));
    }

    /** Those that began and had not ended then, however many; without what was said about them. */
    public List<Maintenance> begunSince(Instant then) {
        return database.query("""
                        select * from maintenance
                         where began_at is not null and (ended_at is null or ended_at > $1)""", then).stream()
                .map(row -> maintenance(row, null))
                .toList();
    }

    /** Keeps everybody else from this maintenance until the transaction ends. */
    Optional<Maintenance> lock(Transaction tx, String id) {
        return withUpdates(tx, tx.query("select * from maintenance where id = $1 for update", id)).stream()
                .findFirst();
    }

    Optional<Maintenance> find(String id) {
        return database
                .inTransaction(tx -> withUpdates(tx, tx.query("select * from maintenance where id = $1", id)))
                .stream()
                .findFirst();
    }

    void insert(Transaction tx, Maintenance announced) {
        tx.update(
                """
                insert into maintenance (id, name, status, components, scheduled_for, scheduled_until, created_at)
                values ($1, $2, $3, $4, $5, $6, $7)""",
                announced.id(),
                announced.name(),
                announced.status(),
                announced.components().toArray(String[]::new),
                announced.scheduledFor(),
                announced.scheduledUntil(),
                announced.createdAt());
        announced.updates().forEach(update -> say(tx, announced.id(), update));
    }

    /** The first begin and the first end stay as they are. */
    void move(Transaction tx, String id, MaintenanceStatus status, Instant from, Instant until, Instant now) {
        tx.update("""
                update maintenance
                   set status = $2, scheduled_for = $3, scheduled_until = $4,
                       began_at = case when $2 = 'SCHEDULED' then began_at else coalesce(began_at, $5) end,
                       ended_at = case when $2 = 'COMPLETED' then coalesce(ended_at, $5) end
                 where id = $1""", id, status, from, until, now);
    }

    void say(Transaction tx, String id, Maintenance.Update update) {
        tx.update("""
                insert into maintenance_update (maintenance, id, status, body, automatic, at)
                values ($1, $2, $3, $4, $5, $6)""", id, update.id(), update.status(), update.body(), update.automatic(), update.at());
    }

    void delete(Transaction tx, String id) {
        tx.update("delete from maintenance where id = $1", id);
    }

    /** Those whose time has come to begin or to end. */
    List<String> due(Instant now) {
        return database.query("""
                        select id from maintenance
                         where status = 'SCHEDULED' and scheduled_for <= $1
                            or status in ('IN_PROGRESS', 'VERIFYING') and scheduled_until <= $1""", now).stream().map(row -> row.string("id")).toList();
    }

    static Maintenance.Update update(MaintenanceStatus status, String body, boolean automatic, Instant at) {
        return new Maintenance.Update(UUID.randomUUID().toString(), status, body, automatic, at);
    }

    private static List<Maintenance> withUpdates(Transaction tx, List<Row> rows) {
        Map<String, List<Maintenance.Update>> updates = new HashMap<>();
        String[] ids = rows.stream().map(row -> row.string("id")).toArray(String[]::new);
        for (Row row : tx.query(
                "select * from maintenance_update where maintenance = any($1) order by at desc, id", (Object) ids)) {
            updates.computeIfAbsent(row.string("maintenance"), id -> new ArrayList<>())
                    .add(new Maintenance.Update(
                            row.string("id"),
                            MaintenanceStatus.valueOf(row.string("status")),
                            row.string("body"),
                            row.bool("automatic"),
                            row.instant("at")));
        }
        return rows.stream()
                .map(row -> maintenance(row, updates.get(row.string("id"))))
                .toList();
    }

    private static Maintenance maintenance(Row row, @Nullable List<Maintenance.Update> updates) {
        return new Maintenance(
                row.string("id"),
                row.string("name"),
                MaintenanceStatus.valueOf(row.string("status")),
                row.strings("components"),
                row.instant("scheduled_for"),
                row.instant("scheduled_until"),
                row.instant("created_at"),
                row.instantOrNull("began_at"),
                row.instantOrNull("ended_at"),
                updates == null ? List.of() : List.copyOf(updates));
    }
}
