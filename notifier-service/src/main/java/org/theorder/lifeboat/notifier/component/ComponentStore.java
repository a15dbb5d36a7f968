package org.theorder.lifeboat.notifier.component;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.theorder.lifeboat.outbox.Database;

/** Table {@code component}. */
@ApplicationScoped
public class ComponentStore {
    private final Database database;

    ComponentStore(Database database) {
        this.database = database;
    }

    /** Begins the record of those that are new, and tells since when each is recorded. */
    public Map<String, Instant> firstSeen(Catalog catalog, Instant now) {
        Map<String, Instant> firstSeen = new HashMap<>();
        String[] ids = catalog.components().stream().map(Component::id).toArray(String[]::new);
        database.update("""
                insert into component (id, first_seen) select unnest($1::text[]), $2
                on conflict (id) do nothing""", ids, now);
        database.query("select id, first_seen from component where id = any($1)", (Object) ids)
                .forEach(row -> firstSeen.put(row.string("id"), row.instant("first_seen")));
        return firstSeen;
    }
}
