package org.theorder.lifeboat.notifier.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.theorder.lifeboat.notifier.incident.Telling;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Row;
import org.theorder.lifeboat.outbox.Transaction;

/** Table {@code delivery}. */
@ApplicationScoped
public class DeliveryStore {
    private final Database database;

    DeliveryStore(Database database) {
        this.database = database;
    }

    /** Everybody who was sent something about this incident over this channel, or will be. */
    public static List<String> recipients(Transaction tx, String incident, String channel) {
        return tx
                .query(
                        "select distinct recipient from delivery where incident = $1 and channel = $2 order by recipient",
                        incident,
                        channel)
                .stream()
                .map(row -> row.string("recipient"))
                .toList();
    }

    /**
     * Puts a message; nothing happens if its cause has been put for this recipient before. Updates that nobody has tried
     * to send, or that failed so far, are dropped: this message says more. The first one stays, whatever it is: it is what
     * this recipient hears of the beginning. Whoever calls this holds a lock on the incident.
     */
    static void enqueue(Transaction tx, String channel, String recipient, Message message, Instant now) {
        release(tx, channel, recipient, message.incident(), now);
        put(tx, channel, recipient, message, now, LedgerEntry.State.WAITING, now);
    }

    /** As {@link #enqueue}, but it is held back until a digest takes it, or until something urgent must follow it. */
    static void hold(Transaction tx, String channel, String recipient, Message message, Instant now, Instant until) {
        put(tx, channel, recipient, message, now, LedgerEntry.State.HELD, until);
    }

    /** What was held back about this incident must go before what follows it. */
    private static void release(Transaction tx, String channel, String recipient, String incident, Instant now) {
        tx.update("""
                update delivery set state = 'WAITING', next_attempt_at = $4
                 where incident = $1 and channel = $2 and recipient = $3 and state = 'HELD'""", incident, channel, recipient, now);
    }

    private static void put(
            Transaction tx,
            String channel,
            String recipient,
            Message message,
            Instant now,
            LedgerEntry.State state,
            Instant next) {
        List<Row> earlier = tx.query("""
                select message_id, sequence, cause from delivery
                 where incident = $1 and channel = $2 and recipient = $3 order by sequence""", message.incident(), channel, recipient);
        if (earlier.stream().anyMatch(row -> row.string("cause").equals(message.cause()))) {
            return;
        }
        tx.update("""
                update delivery set state = 'SUPERSEDED', finished_at = $4
                 where incident = $1 and channel = $2 and recipient = $3 and kind in ('UPDATED', 'ACKNOWLEDGED')
                   and sequence > 1 and state in ('WAITING', 'HELD')""", message.incident(), channel, recipient, now);
        tx.update(
                """
                insert into delivery (incident, channel, recipient, sequence, cause, kind, subject, body_text, body_html,
                                      message_id, in_reply_to, drill, enqueued_at, state, next_attempt_at)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)""",
                message.incident(),
                channel,
                recipient,
                earlier.isEmpty() ? 1 : earlier.getLast().intValue("sequence") + 1,
                message.cause(),
                message.kind(),
                message.subject(),
                message.text(),
                message.html(),
                message.messageId(),
                earlier.isEmpty() ? null : earlier.getFirst().string("message_id"),
                message.drill(),
                now,
                state,
                next);
    }

    /**
     * Takes what is held back for the recipient whose time came first; they are this transaction's, and nobody else's, then.
     *
     * @return oldest first; empty if no time has come
     */
    public static List<HeldMessage> takeHeld(Transaction tx, String channel, Instant now) {
        return tx.query("""
                        update delivery set state = 'DIGESTED', finished_at = $2
                         where state = 'HELD' and channel = $1 and next_attempt_at <= $2
                           and recipient = (select recipient from delivery
                                             where state = 'HELD' and channel = $1 and next_attempt_at <= $2
                                             order by next_attempt_at, id limit 1)
                        returning *""", channel, now).stream()
                .map(row -> new HeldMessage(
                        row.longValue("id"),
                        row.string("recipient"),
                        row.string("incident"),
                        row.string("cause"),
                        Telling.Kind.valueOf(row.string("kind")),
                        row.string("subject"),
                        row.instant("enqueued_at")))
                .sorted(Comparator.comparingLong(HeldMessage::id))
                .toList();
    }

    /**
     * Forgets messages that were finished by then; not those about incidents that are known, nor dead ones that wait for a
     * person.
     */
    public static void forget(Transaction tx, Instant before) {
        tx.update("""
                delete from delivery
                 where finished_at < $1 and (state <> 'DEAD' or taken_at >= finished_at)
                   and not exists (select from incident where id = delivery.incident)""", before);
        tx.update("delete from canary where at < $1", before);
    }

    /** As whoever puts messages about an incident does. */
    static void lock(Transaction tx, String incident) {
        tx.query("select pg_advisory_xact_lock(hashtextextended('incident/' || $1, 0))::text", incident);
    }

    /** Notes in which digest they are told. */
    public static void digested(Transaction tx, List<HeldMessage> taken, String digest) {
        tx.update(
                "update delivery set reply = 'told in ' || $2 where id = any($1)",
                taken.stream().map(HeldMessage::id).toArray(Long[]::new),
                digest);
    }

    /**
     * Claims what is due, over each channel as much as there is room for, and records the attempts before anything is
     * sent. While another region is in charge only those that it does not owe: subscribers whom it knows have no numbers.
     * A message waits until every earlier one about its incident to its recipient is finished, and where recipients are
     * kept apart, until there is no attempt to its recipient at all.
     *
     * @return oldest first
     */
    static List<Delivery> claim(Transaction tx, long epoch, Instant now, List<Opening> openings) {
        return tx
                .query(
                        """
                        with due as (
                            select next.id, open.channel, case when open.apart then next.recipient else next.id::text end as one_of
                              from unnest($3::text[], $4::bigint[], $6::boolean[]) as open (channel, room, apart)
                             cross join lateral (
                                select id, recipient from delivery as waiting
                                 where state = 'WAITING' and next_attempt_at <= $2 and waiting.channel = open.channel
                                   and (open.channel <> all ($5::text[]) or cause in ('canary', 'dead')
                                        or open.channel like 'subscriber-%' and recipient ~ '^[0-9]+$')
                                   and not exists (select 1 from delivery as earlier
                                                    where earlier.incident = waiting.incident
                                                      and earlier.channel = waiting.channel
                                                      and earlier.recipient = waiting.recipient
                                                      and earlier.sequence < waiting.sequence
                                                      and earlier.state in ('WAITING', 'SENDING', 'HELD'))
                                   and not (open.apart and exists (select 1 from delivery as under_way
                                                                    where under_way.channel = waiting.channel
                                                                      and under_way.recipient = waiting.recipient
                                                                      and under_way.state = 'SENDING'))
                                 order by next_attempt_at, id limit open.room for update skip locked) as next)
                        update delivery
                           set state = 'SENDING', attempts = attempts + 1, attempt_epoch = $1, last_attempt_at = $2
                         where id = any (array(select distinct on (channel, one_of) id from due order by channel, one_of, id))
                        returning *""",
                        epoch,
                        now,
                        openings.stream().map(Opening::channel).toArray(String[]::new),
                        openings.stream().map(opening -> (long) opening.room()).toArray(Long[]::new),
                        openings.stream()
                                .filter(Opening::ownOnly)
                                .map(Opening::channel)
                                .toArray(String[]::new),
                        openings.stream().map(Opening::apart).toArray(Boolean[]::new))
                .stream()
                .map(DeliveryStore::delivery)
                .sorted(Comparator.comparingLong(Delivery::id))
                .toList();
    }

    /** Attempts of a process that is gone: nobody knows how they ended. They are made again after the pause. */
    static int recover(Transaction tx, long epoch, Instant next) {
        int unknown = tx.update("""
                update delivery
                   set state = 'WAITING', next_attempt_at = $2, unknown_attempts = unknown_attempts + 1,
                       last_error = 'The notifier ended while it was sending, so it is not known whether the server took '
                           || 'the message. It is sent again with the same Message-ID.'
                 where state = 'SENDING' and attempt_epoch < $1""", epoch, next);
        DeliveredElsewhere.note(tx, null);
        return unknown;
    }

    /** True while nobody else has claimed or recovered this attempt. */
    boolean isStillOurs(Delivery delivery) {
        return !database.query("""
                        select 1 as one from delivery
                         where id = $1 and state = 'SENDING' and attempt_epoch = $2 and attempts = $3""", delivery.id(), delivery.epoch(), delivery.attempts())
                .isEmpty();
    }

    /** False if the attempt is not this process' any more. */
    static boolean accepted(Transaction tx, Delivery delivery, String reply, Instant now) {
        return tx.update("""
                        update delivery set state = 'ACCEPTED', finished_at = $4, reply = $5
                         where id = $1 and state = 'SENDING' and attempt_epoch = $2 and attempts = $3""", delivery.id(), delivery.epoch(), delivery.attempts(), now, reply) == 1;
    }

    static boolean later(Transaction tx, Delivery delivery, SendOutcome.Later outcome, Instant next) {
        return tx.update(
                        """
                        update delivery set state = 'WAITING', next_attempt_at = $4, last_error = $5,
                               unknown_attempts = unknown_attempts + $6
                         where id = $1 and state = 'SENDING' and attempt_epoch = $2 and attempts = $3""",
                        delivery.id(),
                        delivery.epoch(),
                        delivery.attempts(),
                        next,
                        outcome.reason(),
                        outcome.perhapsTaken() ? 1 : 0)
                == 1;
    }

    static boolean dead(Transaction tx, Delivery delivery, String error, Instant now) {
        return finished(tx, delivery, LedgerEntry.State.DEAD, error, now);
    }

    /** Whether the same message is dead for another recipient: then somebody knows, or is about to. */
    static boolean isDeadForOthers(Transaction tx, Delivery delivery) {
        return !tx.query(
                        """
                        select 1 as one from delivery
                         where incident = $1 and channel = $2 and cause = $3 and state = 'DEAD' limit 1""",
                        delivery.message().incident(),
                        delivery.channel(),
                        delivery.message().cause())
                .isEmpty();
    }

    /** A dead message that waits for no person. */
    static void settle(Transaction tx, Delivery delivery, Instant now) {
        tx.update("update delivery set taken_by = 'lifeboat', taken_at = $2 where id = $1", delivery.id(), now);
    }

    static boolean bounced(Transaction tx, Delivery delivery, String error, Instant now) {
        return finished(tx, delivery, LedgerEntry.State.BOUNCED, error, now);
    }

    static boolean withdrawn(Transaction tx, Delivery delivery, String reason, Instant now) {
        return finished(tx, delivery, LedgerEntry.State.SUPERSEDED, reason, now);
    }

    private static boolean finished(
            Transaction tx, Delivery delivery, LedgerEntry.State state, String error, Instant now) {
        return tx.update("""
                        update delivery set state = $6, finished_at = $4, last_error = $5
                         where id = $1 and state = 'SENDING' and attempt_epoch = $2 and attempts = $3""", delivery.id(), delivery.epoch(), delivery.attempts(), now, error, state) == 1;
    }

    /** About how many incidents this recipient has refused the messages since it last accepted one. */
    static int refusals(Transaction tx, Delivery delivery) {
        return tx.query("""
                        select count(distinct incident) as refused from delivery
                         where channel = $1 and recipient = $2 and state = 'BOUNCED'
                           and id > (select coalesce(max(id), 0) from delivery
                                      where channel = $1 and recipient = $2 and state = 'ACCEPTED')""", delivery.channel(), delivery.recipient())
                .getFirst()
                .intValue("refused");
    }

    /** What still waits for the recipient is dropped. */
    public static void withdraw(Transaction tx, String channel, String recipient, String reason, Instant now) {
        tx.update("""
                update delivery set state = 'SUPERSEDED', finished_at = $4, last_error = $3
                 where channel = $1 and recipient = $2 and state in ('WAITING', 'HELD')""", channel, recipient, reason, now);
    }

    /**
     * The ledger, newest first.
     *
     * @param before only what was put before the delivery with this number
     */
    List<LedgerEntry> ledger(LedgerFilter filter, long before, int most) {
        return database
                .query("""
                        select * from delivery
                         where ($1::text is null or incident = $1::text) and ($2::text is null or state = $2::text)
                           and ($3::text is null or channel = $3::text) and ($4::text is null or recipient = $4::text)
                           and id < $5
                         order by id desc limit $6""", filter.incident(), filter.state(), filter.channel(), filter.recipient(), before, most)
                .stream()
                .map(DeliveryStore::entry)
                .toList();
    }

    /** How many wait, since when the oldest does, and how many are dead that nobody has dealt with since. */
    Backlog backlog(Instant now) {
        Row row = database.query("""
                        select count(*) filter (where state in ('WAITING', 'SENDING')) as unsent,
                               min(enqueued_at) filter (where state in ('WAITING', 'SENDING')) as oldest,
                               count(*) filter (where state = 'DEAD' and (taken_at is null or taken_at < finished_at)) as dead
                          from delivery where state in ('WAITING', 'SENDING', 'DEAD')""").getFirst();
        Instant oldest = row.instantOrNull("oldest");
        return new Backlog(
                row.longValue("unsent"),
                oldest == null ? Duration.ZERO : Duration.between(oldest, now),
                row.longValue("dead"));
    }

    private static Delivery delivery(Row row) {
        Message message = new Message(
                row.string("incident"),
                Telling.Kind.valueOf(row.string("kind")),
                row.string("cause"),
                row.string("subject"),
                row.string("body_text"),
                row.string("body_html"),
                row.string("message_id"),
                row.bool("drill"));
        return new Delivery(
                row.longValue("id"),
                row.string("channel"),
                row.string("recipient"),
                row.intValue("sequence"),
                message,
                row.stringOrNull("in_reply_to"),
                // who asks for it again gives it as long as it had at first
                Optional.ofNullable(row.instantOrNull("taken_at")).orElse(row.instant("enqueued_at")),
                row.intValue("attempts"),
                row.longValue("attempt_epoch"));
    }

    static LedgerEntry entry(Row row) {
        LedgerEntry.State state = LedgerEntry.State.valueOf(row.string("state"));
        return new LedgerEntry(
                row.longValue("id"),
                row.string("incident"),
                Telling.Kind.valueOf(row.string("kind")),
                row.string("channel"),
                row.string("recipient"),
                row.intValue("sequence"),
                row.string("subject"),
                row.string("message_id"),
                row.bool("drill"),
                state,
                row.instant("enqueued_at"),
                row.intValue("attempts"),
                row.intValue("unknown_attempts"),
                row.instantOrNull("last_attempt_at"),
                state == LedgerEntry.State.WAITING || state == LedgerEntry.State.HELD
                        ? row.instant("next_attempt_at")
                        : null,
                state == LedgerEntry.State.ACCEPTED ? row.instantOrNull("finished_at") : null,
                row.stringOrNull("reply"),
                row.stringOrNull("last_error"),
                row.stringOrNull("taken_by"),
                row.instantOrNull("taken_at"));
    }
}
