package org.theorder.lifeboat.monitor.latest;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.theorder.lifeboat.events.ClusterRemoved;
import org.theorder.lifeboat.events.EventJson;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Row;
import org.theorder.lifeboat.outbox.Transaction;

/**
 * The table {@code latest_event}: newer replaces older, whatever order they come in. What claims to be from more than a
 * minute ahead is replaced by anything: a wrong clock must not silence the right ones.
 */
@ApplicationScoped
public class LatestStore {
    private static final String KEEP = """
            insert into latest_event (topic, key, at, received_at, first_at, data)
            values ($1, $2, $3, $4, $4, $5::jsonb)
            on conflict (topic, key) do update
                set at = excluded.at, received_at = excluded.received_at, data = excluded.data
                where latest_event.at <= excluded.at or latest_event.at > $4::timestamptz + interval '1 minute'
            """;

    /** Whoever is heard lives, whatever its clock says; nothing is heard of a cluster from before it was removed. */
    private static final String HEAR = """
            insert into latest_event as known (topic, key, at, received_at, first_at, data)
            select $1::text, $2::text, $3::timestamptz, $4::timestamptz, $4, $5::jsonb
            where not exists (select from latest_event where topic = $6 and key = $2 and at >= $3)
            on conflict (topic, key) do update
                set received_at = excluded.received_at,
                    at = case when known.at <= excluded.at or known.at > $4 + interval '1 minute'
                         then excluded.at else known.at end,
                    data = case when known.at <= excluded.at or known.at > $4 + interval '1 minute'
                           then excluded.data else known.data end
            """;

    private final Database database;
    private final Clock clock;

    /** By topic and key. */
    private final Map<String, Map<String, Parsed>> parsed = new ConcurrentHashMap<>();

    LatestStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Unless a newer one is known already. */
    public <E> void keep(Transaction tx, Topic<E> topic, String key, Instant at, E event) {
        tx.send(KEEP, topic.name(), key, at, clock.instant(), json(event));
    }

    /** As {@link #keep}, and tells whether it is the newest. */
    public <E> boolean keepNewest(Transaction tx, Topic<E> topic, String key, Instant at, E event) {
        return tx.update(KEEP, topic.name(), key, at, clock.instant(), json(event)) > 0;
    }

    /** What comes again and again: as {@link #keep}, and when it was received counts even if the sender's time does not. */
    public <E> void hear(Transaction tx, Topic<E> topic, String key, Instant at, E event) {
        tx.send(HEAR, topic.name(), key, at, clock.instant(), json(event), Topics.CLUSTER_REMOVED.name());
    }

    private static String json(Object event) {
        return new String(EventJson.write(event), StandardCharsets.UTF_8);
    }

    public <E> Optional<Latest<E>> find(Transaction tx, Topic<E> topic, String key) {
        return tx
                .query(
                        "select key, at, received_at, first_at, data::text as data from latest_event where topic = $1 and key = $2",
                        topic.name(),
                        key)
                .stream()
                .findFirst()
                .map(row -> latest(row, event(topic, row.string("data"))));
    }

    /** All that was told about a cluster up to then; of what is {@linkplain #hear heard}, nothing older comes back. */
    public void forget(Transaction tx, ClusterRemoved removed, Instant until) {
        String cluster = removed.cluster().value();
        tx.send(
                """
                delete from latest_event
                where topic <> $1 and (key = $2 or starts_with(key, $2 || '/')) and at <= $3
                """,
                // of services, which may be called as a cluster is
                Topics.HEARTBEAT.name(),
                cluster,
                until);
        keep(tx, Topics.CLUSTER_REMOVED, cluster, until, removed);
    }

    /** All things of a topic, by key. What has not changed since it was last read is neither sent nor parsed again. */
    public <E> List<Latest<E>> all(Topic<E> topic) {
        Map<String, Parsed> before = parsed.getOrDefault(topic.name(), Map.of());
        Map<String, Parsed> now = new HashMap<>();
        List<Latest<E>> all = new ArrayList<>();
        for (Row row : changedSince(before, topic)) {
            String key = row.string("key");
            String data = row.stringOrNull("data");
            E event = data == null
                    ? topic.event().cast(Objects.requireNonNull(before.get(key)).event())
                    : event(topic, data);
            now.put(key, new Parsed(row.string("version"), event));
            all.add(latest(row, event));
        }
        parsed.put(topic.name(), now);
        return List.copyOf(all);
    }

    /** An event as it was read; {@code version} is the transaction that wrote it. */
    private record Parsed(String version, Object event) {}

    private List<Row> changedSince(Map<String, Parsed> before, Topic<?> topic) {
        List<Map.Entry<String, Parsed>> known = List.copyOf(before.entrySet());
        return database.query(
                """
                select key, at, received_at, first_at, latest_event.xmin::text as version,
                       case when latest_event.xmin::text = known_version then null else data::text end as data
                from latest_event
                left join unnest($2::text[], $3::text[]) as known (known_key, known_version) on known_key = key
                where topic = $1 order by key
                """,
                topic.name(),
                known.stream().map(Map.Entry::getKey).toArray(String[]::new),
                known.stream().map(each -> each.getValue().version()).toArray(String[]::new));
    }

    private static <E> Latest<E> latest(Row row, E event) {
        return new Latest<>(
                row.string("key"), row.instant("at"), row.instant("received_at"), row.instant("first_at"), event);
    }

    private static <E> E event(Topic<E> topic, String data) {
        return EventJson.read(topic, data.getBytes(StandardCharsets.UTF_8));
    }
}
