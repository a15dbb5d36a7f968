package org.theorder.lifeboat.notifier.subscriber;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.theorder.lifeboat.notifier.incident.Telling;
import org.theorder.lifeboat.outbox.Row;
import org.theorder.lifeboat.outbox.Transaction;

/** Tables {@code bulletin} and {@code bulletin_text}, and the rows of table {@code delivery} that follow from them. */
final class BulletinStore {
    private BulletinStore() {}

    /** The time zones of those who get mail. */
    static List<ZoneId> zones(Transaction tx) {
        return tx
                .query("select distinct time_zone from subscriber where way = 'MAIL' and confirmed_at is not null")
                .stream()
                .map(row -> ZoneId.of(row.string("time_zone")))
                .toList();
    }

    static boolean anybody(Transaction tx, Way way) {
        return tx.query(
                        "select exists (select from subscriber where way = $1 and confirmed_at is not null) as anybody",
                        way)
                .getFirst()
                .bool("anybody");
    }

    /** Whether subscribers were told anything about this. */
    static boolean isAbout(Transaction tx, String incident) {
        return tx.query("select exists (select from bulletin where incident = $1) as told", incident)
                .getFirst()
                .bool("told");
    }

    /** Nothing happens if the same has been put before. */
    static void add(Transaction tx, Bulletin bulletin, Map<ZoneId, Words> words) {
        List<Row> added = tx.query(
                """
                insert into bulletin (incident, way, cause, kind, component, components, subject, drill, at)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing returning id""",
                bulletin.incident(),
                bulletin.way(),
                bulletin.cause(),
                bulletin.kind(),
                bulletin.components().getFirst(),
                bulletin.components().toArray(String[]::new),
                bulletin.subject(),
                bulletin.drill(),
                bulletin.at());
        added.forEach(row -> words.forEach((zone, said) -> tx.update(
                "insert into bulletin_text (bulletin, time_zone, body_text, body_html) values ($1, $2, $3, $4)",
                row.longValue("id"),
                zone.getId(),
                said.text(),
                said.html())));
    }

    /**
     * The oldest that is not spread yet, locked: so they are spread one after the other, by whichever replica. One that was
     * is not any more when a subscriber becomes known who had confirmed before, in another region.
     *
     * @param newsSince older ones are not spread to those
     */
    static Optional<Bulletin> next(Transaction tx, Instant newsSince) {
        return tx.query("""
                        select *, coalesce(components, array[component]) as about from bulletin as b
                         where spread_at is null
                            or at > $1 and exists (select from subscriber
                                                    where way = b.way and id > b.spread_to and confirmed_at <= b.at)
                         order by id limit 1 for update""", newsSince).stream().findFirst().map(BulletinStore::bulletin);
    }

    /**
     * Owes the bulletin to the next subscribers: those of the components, and whoever was told of this before.
     *
     * @param idBegin with {@code idEnd}: what stands around the id of each message
     * @return false if these were the last
     */
    static boolean spread(Transaction tx, Bulletin bulletin, int most, String idBegin, String idEnd, Instant now) {
        Row looked = tx.query(
                        """
                        with batch as (
                            select id, recipient, components from subscriber
                             where way = $1 and id > $2 and confirmed_at <= $3 order by id limit $4
                        ), wanted as (
                            select batch.recipient, thread.last, thread.first_id
                              from batch
                              cross join lateral (
                                select max(sequence) as last,
                                       (array_agg(message_id order by sequence))[1] as first_id
                                  from delivery
                                 where incident = $5 and channel = $6 and recipient = batch.recipient) as thread
                             where (components = '{}' or components && $7::text[] or thread.last is not null)
                               and not exists (select from disabled_recipient
                                                where channel = $6 and recipient = batch.recipient)
                        ), overtaken as (
                            update delivery set state = 'SUPERSEDED', finished_at = $8
                             where incident = $5 and channel = $6 and kind = 'UPDATED' and state = 'WAITING'
                               and recipient in (select recipient from wanted)
                        ), put as (
                            insert into delivery (incident, channel, recipient, sequence, cause, kind, subject, body_text,
                                                  body_html, message_id, in_reply_to, drill, enqueued_at, state,
                                                  next_attempt_at)
                            select $5, $6, recipient, coalesce(last, 0) + 1, $9, $10, $11, '', '',
                                   $12 || '.' || recipient || $13, first_id, $14, $3, 'WAITING', $3
                              from wanted
                            on conflict do nothing
                        )
                        select count(*) as looked_at, coalesce(max(id), $2) as last from batch""",
                        bulletin.way(),
                        bulletin.spreadTo(),
                        bulletin.at(),
                        most,
                        bulletin.incident(),
                        bulletin.way().channel(),
                        bulletin.components().toArray(String[]::new),
                        now,
                        bulletin.cause(),
                        bulletin.kind(),
                        bulletin.subject(),
                        idBegin,
                        idEnd,
                        bulletin.drill())
                .getFirst();
        boolean more = looked.longValue("looked_at") == most;
        tx.update(
                "update bulletin set spread_to = $2, spread_at = $3 where id = $1",
                bulletin.id(),
                looked.longValue("last"),
                more ? null : now);
        if (more) {
            // until autovacuum looks, the planner reads the whole table for each message, as if it were still small
            tx.update("analyze delivery");
        }
        return more;
    }

    /** What is said to readers of that zone; those of UTC are always there. */
    static Optional<Words> words(Transaction tx, String incident, Way way, String cause, ZoneId zone) {
        return tx.query("""
                        select body_text, body_html from bulletin_text t join bulletin b on b.id = t.bulletin
                         where b.incident = $1 and b.way = $2 and b.cause = $3 and t.time_zone in ($4, 'UTC')
                         order by t.time_zone = 'UTC' limit 1""", incident, way, cause, zone.getId()).stream()
                .findFirst()
                .map(row -> new Words(row.string("body_text"), row.string("body_html")));
    }

    /** Forgets what was said before, and what the ledger says about it; never what is still owed. */
    static void forget(Transaction tx, Instant before) {
        tx.update("""
                delete from delivery where channel like 'subscriber-%' and finished_at <= $1""", before);
        tx.update("""
                delete from bulletin b where spread_at <= $1
                   and not exists (select from delivery
                                    where incident = b.incident and channel = 'subscriber-' || lower(b.way))""", before);
    }

    private static Bulletin bulletin(Row row) {
        return new Bulletin(
                row.longValue("id"),
                row.string("incident"),
                Way.valueOf(row.string("way")),
                row.string("cause"),
                Telling.Kind.valueOf(row.string("kind")),
                row.strings("about"),
                row.string("subject"),
                row.bool("drill"),
                row.instant("at"),
                row.longValue("spread_to"));
    }
}
