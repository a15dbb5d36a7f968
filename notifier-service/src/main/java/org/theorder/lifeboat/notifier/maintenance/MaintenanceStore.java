package org.theorder.lifeboat.notifier.maintenance;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.MaintenanceChanged;
import org.theorder.lifeboat.events.MaintenanceStatus;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Row;
import org.theorder.lifeboat.outbox.Transaction;

/** Tables {@code maintenance} and {@code maintenance_update}. */
@ApplicationScoped
public class MaintenanceStore {
    /** How many are kept in sight, besides all that are not over. */
    public static final int MOST = 50;

    private static final String SELECT_NEWEST = """
            (select * from maintenance where status <> 'COMPLETED' and not withdrawn)
            union
            (select * from maintenance where status = 'COMPLETED' and not withdrawn order by scheduled_for desc, id limit $1)
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
        return withUpdates(tx, tx.query("select * from maintenance where id = $1 and not withdrawn for update", id))
                .stream()
                .findFirst();
    }

    Optional<Maintenance> find(String id) {
        return database
                .inTransaction(tx ->
                        withUpdates(tx, tx.query("select * from maintenance where id = $1 and not withdrawn", id)))
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

    /**
     * The first begin and the first end stay as they are.
     *
     * @return the version that this makes
     */
    int move(Transaction tx, String id, MaintenanceStatus status, Instant from, Instant until, Instant now) {
        return tx.query("""
                        update maintenance
                           set version = version + 1, status = $2, scheduled_for = $3, scheduled_until = $4,
                               began_at = case when $2 = 'SCHEDULED' then began_at else coalesce(began_at, $5) end,
                               ended_at = case when $2 = 'COMPLETED' then coalesce(ended_at, $5) end
                         where id = $1 returning version""", id, status, from, until, now).getFirst().intValue("version");
    }

    /** @return false if it was said before; then nothing is done */
    boolean say(Transaction tx, String id, Maintenance.Update update) {
        return tx.update(
                        """
                insert into maintenance_update (maintenance, id, status, body, automatic, at, author)
                values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing""",
                        id,
                        update.id(),
                        update.status(),
                        update.body(),
                        update.automatic(),
                        update.at(),
                        update.author())
                == 1;
    }

    /**
     * It is shown nowhere any more. It stays here, so that older news of it changes nothing.
     *
     * @return the version that this makes
     */
    int withdraw(Transaction tx, String id) {
        return tx.query(
                        "update maintenance set withdrawn = true, version = version + 1 where id = $1 returning version",
                        id)
                .getFirst()
                .intValue("version");
    }

    /**
     * Takes over what another region says. Two regions that changed it at once come to the same end: of two with the same
     * version, that which is further counts, then that which takes it back, then that which lasts longer.
     *
     * @return false if as much or more is known here; then nothing is done
     */
    boolean take(Transaction tx, MaintenanceChanged news) {
        return tx.update(
                        """
                insert into maintenance as known (id, version, name, status, components, scheduled_for, scheduled_until,
                                                  created_at, began_at, ended_at, withdrawn)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
                on conflict (id) do update
                   set version = excluded.version, name = excluded.name, status = excluded.status,
                       components = excluded.components, scheduled_for = excluded.scheduled_for,
                       scheduled_until = excluded.scheduled_until, began_at = excluded.began_at,
                       ended_at = excluded.ended_at, withdrawn = excluded.withdrawn
                 where (known.version, array_position($12::text[], known.status), known.withdrawn,
                        known.scheduled_until, known.scheduled_for)
                     < (excluded.version, array_position($12::text[], excluded.status), excluded.withdrawn,
                        excluded.scheduled_until, excluded.scheduled_for)""",
                        news.id().value(),
                        news.version(),
                        news.name(),
                        news.status(),
                        news.components().toArray(String[]::new),
                        news.scheduledFor(),
                        news.scheduledUntil(),
                        news.createdAt(),
                        news.beganAt(),
                        news.endedAt(),
                        news.withdrawn(),
                        Stream.of(MaintenanceStatus.values()).map(Enum::name).toArray(String[]::new))
                == 1;
    }

    /** Those whose time has come to begin or to end. */
    List<String> due(Instant now) {
        return database.query("""
                        select id from maintenance
                         where not withdrawn
                           and (status = 'SCHEDULED' and scheduled_for <= $1
                             or status in ('IN_PROGRESS', 'VERIFYING') and scheduled_until <= $1)""", now).stream().map(row -> row.string("id")).toList();
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
                            row.instant("at"),
                            row.stringOrNull("author")));
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
