package org.theorder.lifeboat.notifier.delivery;

import java.time.Instant;
import org.theorder.lifeboat.outbox.Transaction;

/** Table {@code disabled_recipient}: those who said that they are gone, or refused everything, are sent nothing any more. */
public final class DisabledRecipients {
    private DisabledRecipients() {}

    /** True if this recipient is sent nothing. */
    public static boolean contain(Transaction tx, String channel, String recipient) {
        return !tx.query(
                        "select 1 as one from disabled_recipient where channel = $1 and recipient = $2",
                        channel,
                        recipient)
                .isEmpty();
    }

    /** The recipient of this delivery is sent nothing any more; what still waits for it is dropped. */
    static void add(Transaction tx, Delivery delivery, String reason, Instant now) {
        add(tx, delivery.channel(), delivery.recipient(), reason, now);
    }

    /** This recipient is sent nothing any more; what still waits for it is dropped. */
    public static void add(Transaction tx, String channel, String recipient, String reason, Instant now) {
        tx.update("""
                insert into disabled_recipient (channel, recipient, reason, at) values ($1, $2, $3, $4)
                on conflict (channel, recipient) do nothing""", channel, recipient, reason, now);
        DeliveryStore.withdraw(tx, channel, recipient, "the recipient is gone", now);
    }

    /** The recipient may be sent something again. */
    public static void remove(Transaction tx, String channel, String recipient) {
        tx.update("delete from disabled_recipient where channel = $1 and recipient = $2", channel, recipient);
    }
}
