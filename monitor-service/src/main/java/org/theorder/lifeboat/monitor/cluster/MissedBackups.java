package org.theorder.lifeboat.monitor.cluster;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.theorder.lifeboat.outbox.Database;

/**
 * The table {@code missed_backup}. What is told of a schedule goes on from moment to moment, so the first one that was not met
 * is remembered here, by the subject of its check.
 */
@ApplicationScoped
class MissedBackups {
    private final Database database;

    MissedBackups(Database database) {
        this.database = database;
    }

    Map<String, Instant> all() {
        return database.query("select check_subject, since from missed_backup").stream()
                .collect(Collectors.toMap(row -> row.string("check_subject"), row -> row.instant("since")));
    }

    /** These and no others. */
    void keep(Map<String, Instant> missed) {
        List<Map.Entry<String, Instant>> rows = List.copyOf(missed.entrySet());
        String[] subjects = rows.stream().map(Map.Entry::getKey).toArray(String[]::new);
        database.doInTransaction(tx -> {
            tx.update("delete from missed_backup where check_subject <> all($1::text[])", (Object) subjects);
            tx.update(
                    """
                    insert into missed_backup select * from unnest($1::text[], $2::text[]::timestamptz[])
                    on conflict (check_subject) do update set since = excluded.since
                    """,
                    subjects,
                    rows.stream().map(row -> row.getValue().toString()).toArray(String[]::new));
        });
    }
}
