package org.theorder.lifeboat.notifier.subscriber;

import java.time.Instant;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.events.SubscriberChanged;
import org.theorder.lifeboat.events.SubscriberName;
import org.theorder.lifeboat.outbox.Transaction;

/** Table {@code shared_subscriber}, and what subscribers are called in other tables. */
final class SharedSubscriberStore {
    private SharedSubscriberStore() {}

    /**
     * Notes a change that was made here. Its version is the time in milliseconds, so that it counts also against what has
     * been forgotten, or one more than the last.
     */
    static long change(Transaction tx, SubscriberName name, RegionName own, boolean left, Instant now) {
        return tx.query("""
                        insert into shared_subscriber as known (name, version, region, left_at) values ($1, $2, $3, $4)
                        on conflict (name) do update
                           set version = greatest(excluded.version, known.version + 1), region = excluded.region,
                               left_at = excluded.left_at
                        returning version""", name.value(), now.toEpochMilli(), own.value(), left ? now : null)
                .getFirst()
                .longValue("version");
    }

    /**
     * Notes a change that was made in another region.
     *
     * @return false if as much or more is known here; then nothing is done
     */
    static boolean take(Transaction tx, SubscriberChanged news, Instant now) {
        return tx.update(
                        """
                        insert into shared_subscriber as known (name, version, region, left_at) values ($1, $2, $3, $4)
                        on conflict (name) do update
                           set version = excluded.version, region = excluded.region, left_at = excluded.left_at
                         where (known.version, known.region collate "C") < (excluded.version, excluded.region collate "C")""",
                        news.subscriber().value(),
                        news.version(),
                        news.region().value(),
                        news.left() ? now : null)
                == 1;
    }

    /** True if this subscriber is known to have left after {@code then}. */
    static boolean leftSince(Transaction tx, SubscriberName name, Instant then) {
        return !tx.query("select 1 as one from shared_subscriber where name = $1 and left_at > $2", name.value(), then)
                .isEmpty();
    }

    /** Calls the subscriber so from now on, in the ledger too. */
    static void name(Transaction tx, Subscriber subscriber, SubscriberName name) {
        if (subscriber.recipient().equals(name.value())) {
            return;
        }
        String channel = subscriber.wish().address().way().channel();
        tx.update("update subscriber set shared_as = $2 where id = $1", subscriber.id(), name.value());
        tx.update("""
                update delivery as known set recipient = $3
                 where channel = $1 and recipient = $2
                   and not exists (select from delivery
                                    where incident = known.incident and channel = $1 and recipient = $3)""", channel, subscriber.recipient(), name.value());
        tx.update("""
                update disabled_recipient set recipient = $3
                 where channel = $1 and recipient = $2
                   and not exists (select from disabled_recipient where channel = $1 and recipient = $3)""", channel, subscriber.recipient(), name.value());
    }

    /** Forgets those who left. */
    static void forget(Transaction tx, Instant before) {
        tx.update("delete from shared_subscriber where left_at <= $1", before);
    }
}
