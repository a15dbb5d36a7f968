package org.theorder.lifeboat.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.LifeboatException;

/** Table {@code inbox}. */
@ApplicationScoped
class InboxStore {
    /** Bytes of content; the last event of a batch may go beyond. */
    private static final int READ_AT_ONCE = 4 * 1024 * 1024;

    private static final int DELETED_AT_ONCE = 5_000;
    private static final int LONGEST_REASON = 2_000;

    private final Database database;

    InboxStore(Database database) {
        this.database = database;
    }

    /** The id of each new row, in the order of the arrivals; empty for an event that is known already. */
    static List<Optional<Long>> insert(Transaction tx, List<Arrival> arrivals) {
        return tx.queryEach("""
                        insert into inbox (source, event_id, type, subject, published_at,
                                           topic, kafka_partition, kafka_offset, headers, data, expires_at)
                        values ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10, $11)
                        on conflict (source, event_id) do nothing
                        returning id""", arrivals.stream().map(InboxStore::columns).toList()).stream()
                .map(rows -> rows.stream().findFirst().map(row -> row.longValue("id")))
                .toList();
    }

    private static @Nullable Object[] columns(Arrival arrival) {
        return new @Nullable Object[] {
            arrival.source(),
            arrival.eventId(),
            arrival.type(),
            arrival.subject(),
            arrival.publishedAt(),
            arrival.position().topic(),
            arrival.position().partition(),
            arrival.position().offset(),
            HeadersJson.write(arrival.headers()),
            arrival.data(),
            arrival.expiresAt()
        };
    }

    /** What can be handled now, in order of arrival, without subjects of which an event waits to be tried again. */
    List<InboxEvent> due(int most) {
        return database.query("""
                        select id, source, event_id, type, subject, published_at,
                               topic, kafka_partition, kafka_offset, tries
                          from (select *, sum(octet_length(data)) over (order by id) as bytes
                                  from (select * from inbox
                                         where state = 'PENDING'
                                           and subject not in
                                               (select subject from inbox
                                                 where state = 'PENDING' and next_try_at > clock_timestamp())
                                         order by id limit $1) as oldest
                               ) as summed
                         where bytes - octet_length(data) < $2
                         order by id""", most, READ_AT_ONCE).stream()
                .map(InboxStore::event)
                .toList();
    }

    /** Their content by id, without those that are not pending any more; nobody else handles them until the end. */
    static Map<Long, byte[]> lock(Transaction tx, List<InboxEvent> events) {
        return tx
                .query(
                        "select id, data from inbox where id = any($1) and state = 'PENDING' order by id for update",
                        (Object) ids(events))
                .stream()
                .collect(Collectors.toMap(row -> row.longValue("id"), row -> row.bytes("data")));
    }

    /** Marks them handled and drops their content. */
    static void done(Transaction tx, List<InboxEvent> events) {
        tx.send("""
                update inbox set state = 'DONE', finished_at = clock_timestamp(), headers = '{}', data = ''
                 where id = any($1)""", (Object) ids(events));
    }

    private static Long[] ids(List<InboxEvent> events) {
        return events.stream().map(InboxEvent::id).toArray(Long[]::new);
    }

    static void tryLater(Transaction tx, InboxEvent event, LifeboatException failure, Duration pause) {
        tx.update("""
                update inbox
                   set tries = tries + 1, next_try_at = clock_timestamp() + $2::interval, error = $3, reason = $4
                 where id = $1 and state = 'PENDING'""", event.id(), pause, failure.code().slug(), reason(failure));
    }

    /** Gives its content, of which people are to be told; empty if it is not pending any more. */
    static Optional<byte[]> dead(Transaction tx, long id, LifeboatException failure) {
        return tx.query("""
                        update inbox
                           set state = 'DEAD', tries = tries + 1, error = $2, reason = $3, finished_at = clock_timestamp()
                         where id = $1 and state = 'PENDING'
                        returning data""", id, failure.code().slug(), reason(failure)).stream()
                .findFirst()
                .map(row -> row.bytes("data"));
    }

    /** False if there is no dead letter with this id. */
    boolean replay(long id) {
        return database.update("""
                        update inbox set state = 'PENDING', tries = 0, next_try_at = clock_timestamp(), finished_at = null
                         where id = $1 and state = 'DEAD'""", id) == 1;
    }

    List<DeadLetter> deadLetters(int most) {
        return database.query("""
                        select id, topic, kafka_partition, kafka_offset, source, event_id, type, subject,
                               published_at, received_at, finished_at, tries, error, reason
                          from inbox where state = 'DEAD' order by id desc limit $1""", most).stream().map(InboxStore::deadLetter).toList();
    }

    /** How many events are in this state; counts rows of an index. */
    Counts counts() {
        Row row = database.query("""
                        select (select count(*) from inbox where state = 'PENDING') as pending,
                               (select count(*) from inbox where state = 'DEAD') as dead""").getFirst();
        return new Counts(row.longValue("pending"), row.longValue("dead"));
    }

    record Counts(long pending, long dead) {}

    /** Forgets what was handled longer ago, and handled telemetry once it has expired; some thousands at a time. */
    int deleteDone(Duration keep, Instant now) {
        return database.update("""
                delete from inbox where id in (
                    (select id from inbox where state = 'DONE' and finished_at < clock_timestamp() - $1::interval limit $3)
                    union all
                    (select id from inbox where state = 'DONE' and expires_at < $2 limit $3))""", keep, now, DELETED_AT_ONCE);
    }

    private static InboxEvent event(Row row) {
        return new InboxEvent(
                row.longValue("id"),
                row.string("source"),
                row.string("event_id"),
                row.string("type"),
                row.string("subject"),
                row.instant("published_at"),
                position(row),
                row.intValue("tries"));
    }

    private static DeadLetter deadLetter(Row row) {
        return new DeadLetter(
                row.longValue("id"),
                row.string("topic"),
                row.intValue("kafka_partition"),
                row.longValue("kafka_offset"),
                row.string("source"),
                row.string("event_id"),
                row.string("type"),
                row.string("subject"),
                row.instant("published_at"),
                row.instant("received_at"),
                row.instant("finished_at"),
                row.intValue("tries"),
                row.string("error"),
                row.string("reason"));
    }

    private static KafkaPosition position(Row row) {
        return new KafkaPosition(row.string("topic"), row.intValue("kafka_partition"), row.longValue("kafka_offset"));
    }

    private static String reason(LifeboatException failure) {
        String reason = CloudEvents.oneLine(failure.explanation());
        return reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON) + "…";
    }
}
