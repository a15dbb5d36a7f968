package org.theorder.lifeboat.notifier.delivery;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BulletinDelivered;
import org.theorder.lifeboat.events.MessageDelivered;
import org.theorder.lifeboat.events.SubscriberName;
import org.theorder.lifeboat.outbox.Transaction;

/**
 * Table {@code delivered_elsewhere}: what another region has sent is not owed any more, also if it is not known here yet. If
 * it is just being sent, that attempt's own end counts, unless its process is gone.
 */
final class DeliveredElsewhere {
    private DeliveredElsewhere() {}

    static void add(Transaction tx, MessageDelivered event) {
        DeliveryStore.lock(tx, event.about());
        String reply = "region " + event.region() + ": " + event.reply();
        add(tx, event.about(), event.channel(), event.cause(), List.of(event.recipient()), false, reply, event.at());
        note(tx, event.about());
    }

    static void add(Transaction tx, BulletinDelivered event) {
        DeliveryStore.lock(tx, event.about());
        String said = "region " + event.region() + ": ";
        List<String> accepted = texts(event.accepted());
        List<String> refused = texts(event.refused());
        add(tx, event.about(), event.channel(), event.cause(), accepted, false, said + "accepted", event.at());
        add(tx, event.about(), event.channel(), event.cause(), refused, true, said + "refused", event.at());
        note(tx, event.about());
    }

    /** What is not owed here either after so long. */
    static void forget(Transaction tx, Instant before) {
        tx.update("delete from delivered_elsewhere where at < $1", before);
    }

    /** Ends what is owed here of it; null means of all incidents. */
    static void note(Transaction tx, @Nullable String incident) {
        tx.update("""
                with noted as (
                    update delivery
                       set state = case when elsewhere.refused then 'BOUNCED' else 'ACCEPTED' end,
                           finished_at = elsewhere.at,
                           reply = case when elsewhere.refused then delivery.reply else elsewhere.reply end,
                           last_error = case when elsewhere.refused then elsewhere.reply else delivery.last_error end
                      from delivered_elsewhere as elsewhere
                     where ($1::text is null or elsewhere.incident = $1::text)
                       and delivery.incident = elsewhere.incident and delivery.channel = elsewhere.channel
                       and delivery.recipient = elsewhere.recipient and delivery.cause = elsewhere.cause
                       and delivery.state in ('WAITING', 'HELD')
                    returning delivery.incident, delivery.channel, delivery.recipient, delivery.cause)
                delete from delivered_elsewhere
                 where (incident, channel, recipient, cause) in (select * from noted)""", incident);
    }

    private static void add(
            Transaction tx,
            String incident,
            String channel,
            String cause,
            List<String> recipients,
            boolean refused,
            String reply,
            Instant at) {
        tx.update("""
                insert into delivered_elsewhere (incident, channel, recipient, cause, refused, reply, at)
                select $1, $2, told.recipient, $4, $5, $6, $7 from unnest($3::text[]) as told (recipient)
                 where not exists (select 1 from delivery
                                    where incident = $1 and channel = $2 and recipient = told.recipient and cause = $4
                                      and state not in ('WAITING', 'HELD', 'SENDING'))
                on conflict do nothing""", incident, channel, recipients.toArray(String[]::new), cause, refused, reply, at);
    }

    private static List<String> texts(List<SubscriberName> names) {
        return names.stream().map(SubscriberName::value).toList();
    }
}
