package org.theorder.lifeboat.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Table {@code outbox}. */
@ApplicationScoped
class OutboxStore {
    /** Bytes of content; the last event of a batch may go beyond. */
    private static final int READ_AT_ONCE = 4 * 1024 * 1024;

    private static final int DELETED_AT_ONCE = 5_000;

    private final Database database;
    private final Leases leases;

    OutboxStore(Database database, Leases leases) {
        this.database = database;
        this.leases = leases;
    }

    static void insert(
            Transaction tx,
            String topic,
            String type,
            String subject,
            Instant publishedAt,
            Map<String, String> headers,
            byte[] data) {
        tx.send("""
                insert into outbox (event_id, topic, type, subject, published_at, headers, data)
                values ($1, $2, $3, $4, $5, $6::jsonb, $7)""", UUID.randomUUID(), topic, type, subject, publishedAt, HeadersJson.write(headers), data);
    }

    List<OutboxEvent> unsent(int most) {
        return database.query("""
                        select id, event_id, topic, type, subject, published_at, headers, data
                          from (select *, sum(octet_length(data)) over (order by id) as bytes
                                  from (select * from outbox where sent_at is null order by id limit $1) as oldest
                               ) as summed
                         where bytes - octet_length(data) < $2
                         order by id""", most, READ_AT_ONCE).stream()
                .map(OutboxStore::event)
                .toList();
    }

    /** @throws org.theorder.lifeboat.events.LifeboatException LEASE_LOST if another process sends now */
    void markSent(Lease lease, Collection<OutboxEvent> events) {
        Long[] ids = events.stream().map(OutboxEvent::id).toArray(Long[]::new);
        database.doInTransaction(tx -> {
            leases.confirm(tx, lease);
            tx.update("update outbox set sent_at = clock_timestamp() where id = any($1) and sent_at is null", (Object)
                    ids);
        });
    }

    /** Forgets what was sent longer ago; at most some thousands at a time. */
    int deleteSent(Duration keep) {
        return database.update("""
                delete from outbox where id in (
                    select id from outbox where sent_at < clock_timestamp() - $1::interval limit $2)""", keep, DELETED_AT_ONCE);
    }

    Backlog backlog() {
        Row row = database.query(
                        "select count(*) as unsent, min(published_at) as oldest from outbox where sent_at is null")
                .getFirst();
        return new Backlog(row.longValue("unsent"), row.instantOrNull("oldest"));
    }

    /** What waits, and since when the first of it. */
    record Backlog(long events, @Nullable Instant oldest) {}

    private static OutboxEvent event(Row row) {
        return new OutboxEvent(
                row.longValue("id"),
                row.uuid("event_id"),
                row.string("topic"),
                row.string("type"),
                row.string("subject"),
                row.instant("published_at"),
                HeadersJson.read(row.string("headers")),
                row.bytes("data"));
    }
}
