package org.theorder.lifeboat.notifier.subscriber;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.SubscriberName;
import org.theorder.lifeboat.outbox.Row;
import org.theorder.lifeboat.outbox.Transaction;

/** Tables {@code subscriber}, {@code subscriber_token} and {@code suppressed_address}. */
final class SubscriberStore {
    private static final String SELECT = """
            select s.*, d.reason as disabled from subscriber s
              left join disabled_recipient d on d.recipient = s.recipient
                   and d.channel = 'subscriber-' || lower(s.way)""";

    private static final String IS_RECIPIENT =
            " s.id = coalesce((select id from subscriber where shared_as = $1::text),"
                    + " case when $1::text ~ '^[0-9]+$' then ($1::text)::bigint end) ";

    private SubscriberStore() {}

    /** How often this address was asked to confirm after {@code since}, without an answer. */
    static int asked(Transaction tx, Address address, Instant since) {
        return tx.query("""
                        select count(*) as asked from subscriber
                         where hash = subscriber_hash($1, $2) and confirmed_at is null and created_at > $3""", address.way(), address.identity(), since)
                .getFirst()
                .intValue("asked");
    }

    /** True if this address unsubscribed after {@code since}. */
    static boolean isSuppressed(Transaction tx, Address address, Instant since) {
        return !tx.query(
                        "select 1 as one from suppressed_address where hash = subscriber_hash($1, $2) and at > $3",
                        address.way(),
                        address.identity(),
                        since)
                .isEmpty();
    }

    /** Somebody who has not confirmed yet. */
    static long add(Transaction tx, Wish wish, Instant now) {
        return tx.query(
                        """
                        insert into subscriber (way, address, hash, components, time_zone, created_at)
                        values ($1, $2, subscriber_hash($1, $3), $4, $5, $6) returning id""",
                        wish.address().way(),
                        wish.address().text(),
                        wish.address().identity(),
                        wish.components().toArray(String[]::new),
                        wish.timeZone().getId(),
                        now)
                .getFirst()
                .longValue("id");
    }

    /**
     * Gives this subscriber a link; empty if there is no such subscriber any more.
     *
     * @param recipient as the ledger names it, or did until other regions were told
     */
    static Optional<Subscriber> giveToken(
            Transaction tx, String recipient, Token token, Token.Purpose purpose, Instant expires) {
        return tx
                .query(
                        "with reader as (" + SELECT + " where " + IS_RECIPIENT + """
                         for update of s
                        ), given as (
                            insert into subscriber_token (hash, subscriber, purpose, expires_at)
                            select $2, id, $3, $4 from reader
                        )
                        select * from reader""",
                        recipient,
                        token.hash(),
                        purpose,
                        expires)
                .stream()
                .findFirst()
                .map(SubscriberStore::subscriber);
    }

    /** Whoever the token was given to, locked; empty if there is no such token, or it has expired. */
    static Optional<Subscriber> ofToken(Transaction tx, Token token, Token.Purpose purpose, Instant now) {
        return tx.query(SELECT + """
                         where s.id = (select subscriber from subscriber_token
                                        where hash = $1 and purpose = $2 and expires_at > $3)
                           for update of s""", token.hash(), purpose, now).stream()
                .findFirst()
                .map(SubscriberStore::subscriber);
    }

    /** Locked. */
    static Optional<Subscriber> named(Transaction tx, SubscriberName name) {
        return tx.query(SELECT + " where s.shared_as = $1 for update of s", name.value()).stream()
                .findFirst()
                .map(SubscriberStore::subscriber);
    }

    /** Not locked; as for {@link #giveToken}. */
    static Optional<Subscriber> ofRecipient(Transaction tx, String recipient) {
        return tx.query(SELECT + " where " + IS_RECIPIENT, recipient).stream()
                .findFirst()
                .map(SubscriberStore::subscriber);
    }

    /** Locked. */
    static Optional<Subscriber> find(Transaction tx, long id) {
        return tx.query(SELECT + " where s.id = $1 for update of s", id).stream()
                .findFirst()
                .map(SubscriberStore::subscriber);
    }

    /** Those who confirmed, in order of id. */
    static List<Subscriber> confirmed(Transaction tx, long after, int most) {
        return tx
                .query(SELECT + " where s.confirmed_at is not null and s.id > $1 order by s.id limit $2", after, most)
                .stream()
                .map(SubscriberStore::subscriber)
                .toList();
    }

    /**
     * Makes the wish of somebody who confirms it count, in the place of what the same address wished before.
     *
     * @param secret null for mail
     * @return the number under which that address is known from now on
     */
    static long confirm(Transaction tx, Subscriber asked, byte @Nullable [] secret, Instant now) {
        OptionalLong before = change(tx, asked.wish(), secret);
        long id = before.orElse(asked.id());
        if (before.isEmpty()) {
            tx.update("update subscriber set confirmed_at = $2, secret = $3 where id = $1", id, now, secret);
        } else {
            tx.update("delete from subscriber where id = $1 and confirmed_at is null", asked.id());
        }
        tx.update("delete from subscriber_token where subscriber = $1 and purpose = 'CONFIRM'", id);
        unsuppress(tx, asked.wish().address());
        return id;
    }

    /**
     * Somebody who confirmed in another region, or confirms something else there.
     *
     * @param since when this became known to other regions
     */
    static Subscriber put(Transaction tx, Wish wish, byte @Nullable [] secret, Instant since) {
        long id = change(tx, wish, secret).orElseGet(() -> {
            long added = add(tx, wish, since);
            tx.update("update subscriber set confirmed_at = $2, secret = $3 where id = $1", added, since, secret);
            return added;
        });
        unsuppress(tx, wish.address());
        return find(tx, id).orElseThrow();
    }

    /** The number of the subscriber whose wish it was and is; empty if the address has none. */
    private static OptionalLong change(Transaction tx, Wish wish, byte @Nullable [] secret) {
        return tx
                .query(
                        """
                        update subscriber set components = $3, time_zone = $4, secret = $5
                         where hash = subscriber_hash($1, $2) and confirmed_at is not null returning id""",
                        wish.address().way(),
                        wish.address().identity(),
                        wish.components().toArray(String[]::new),
                        wish.timeZone().getId(),
                        secret)
                .stream()
                .mapToLong(row -> row.longValue("id"))
                .findFirst();
    }

    private static void unsuppress(Transaction tx, Address address) {
        tx.update(
                "delete from suppressed_address where hash = subscriber_hash($1, $2)",
                address.way(),
                address.identity());
    }

    /** Deletes every trace of the address but a hash. */
    static void remove(Transaction tx, Subscriber subscriber, Instant now) {
        tx.update("""
                insert into suppressed_address (hash, at) select hash, $2 from subscriber where id = $1
                on conflict (hash) do update set at = excluded.at""", subscriber.id(), now);
        enable(tx, subscriber.id());
        tx.update("delete from subscriber where hash = (select hash from subscriber where id = $1)", subscriber.id());
    }

    /** That the address was not reached before does not count any more. */
    static void enable(Transaction tx, long id) {
        tx.update("""
                delete from disabled_recipient d using subscriber s
                 where s.id = $1 and d.recipient = s.recipient and d.channel = 'subscriber-' || lower(s.way)""", id);
    }

    /** Forgets who did not confirm, links that are over, and that somebody wanted to be left alone. */
    static void forget(Transaction tx, Instant now, Instant askedBefore, Instant suppressedBefore) {
        tx.update("delete from subscriber where confirmed_at is null and created_at <= $1", askedBefore);
        tx.update("delete from subscriber_token where expires_at <= $1", now);
        tx.update("delete from suppressed_address where at <= $1", suppressedBefore);
    }

    private static Subscriber subscriber(Row row) {
        return new Subscriber(
                row.longValue("id"),
                row.string("recipient"),
                new Wish(
                        new Address(Way.valueOf(row.string("way")), row.string("address")),
                        row.strings("components"),
                        ZoneId.of(row.string("time_zone"))),
                row.bytesOrNull("secret"),
                row.instant("created_at"),
                row.instantOrNull("confirmed_at"),
                row.stringOrNull("disabled"));
    }
}
