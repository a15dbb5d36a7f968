package org.theorder.lifeboat.monitor.latest;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.theorder.lifeboat.events.EventJson;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Row;
import org.theorder.lifeboat.outbox.Transaction;

/** The table {@code latest_event}: newer replaces older, whatever order they come in. */
@ApplicationScoped
public class LatestStore {
    private final Database database;
    private final Clock clock;

    LatestStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** @return false if a newer one is known already */
    public <E> boolean keep(Transaction tx, Topic<E> topic, String key, Instant at, E event) {
        return tx.update(
                        """
                        insert into latest_event (topic, key, at, received_at, first_at, data)
                        values ($1, $2, $3, $4, $4, $5::jsonb)
                        on conflict (topic, key) do update
                            set at = excluded.at, received_at = excluded.received_at, data = excluded.data
                            where latest_event.at <= excluded.at
                        """,
                        topic.name(),
                        key,
                        at,
                        clock.instant(),
                        new String(EventJson.write(event), StandardCharsets.UTF_8))
                > 0;
    }

    public <E> Optional<Latest<E>> find(Transaction tx, Topic<E> topic, String key) {
        return tx
                .query(
                        "select key, at, received_at, first_at, data from latest_event where topic = $1 and key = $2",
                        topic.name(),
                        key)
                .stream()
                .findFirst()
                .map(row -> read(topic, row));
    }

    /** All things of a topic, by key. */
    public <E> List<Latest<E>> all(Topic<E> topic) {
        return database
                .query(
                        "select key, at, received_at, first_at, data from latest_event where topic = $1 order by key",
                        topic.name())
                .stream()
                .map(row -> read(topic, row))
                .toList();
    }

    private static <E> Latest<E> read(Topic<E> topic, Row row) {
        return new Latest<>(
                row.string("key"),
                row.instant("at"),
                row.instant("received_at"),
                row.instant("first_at"),
                EventJson.read(topic, row.string("data").getBytes(StandardCharsets.UTF_8)));
    }
}
