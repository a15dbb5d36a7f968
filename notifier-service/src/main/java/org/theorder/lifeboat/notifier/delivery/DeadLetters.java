package org.theorder.lifeboat.notifier.delivery;

import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.notifier.wording.ForeignText;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Row;
import org.theorder.lifeboat.outbox.Transaction;

/** What people make of messages that reached nobody: the ledger says who did what. */
@ApplicationScoped
class DeadLetters {
    private static final int LONGEST_NAME = 80;

    private final Database database;
    private final Deliveries deliveries;
    private final List<Channel> channels;
    private final Clock clock;

    DeadLetters(Database database, Deliveries deliveries, @All List<Channel> channels, Clock clock) {
        this.database = database;
        this.deliveries = deliveries;
        this.channels = channels;
        this.clock = clock;
    }

    /**
     * Owes a dead or bounced message again, as long as from the beginning; a recipient that was disabled is not any more.
     *
     * @throws LifeboatException NOT_FOUND; REQUEST_INVALID without a name; BUSY if it is in another state, or if the
     *     recipient knows more than this message by now
     */
    LedgerEntry retry(long id, String by) {
        String person = person(by);
        Instant now = clock.instant();
        return database.inTransaction(tx -> {
            LedgerEntry entry = locked(tx, id);
            refuseUnless(
                    entry.state() == LedgerEntry.State.DEAD || entry.state() == LedgerEntry.State.BOUNCED,
                    "is " + entry.state() + "; only what is DEAD or BOUNCED can be sent again");
            refuseUnless(
                    tx.query("""
                            select 1 as one from delivery
                             where incident = $1 and channel = $2 and recipient = $3 and sequence > $4
                               and state in ('SENDING', 'ACCEPTED')""", entry.incident(), entry.channel(), entry.recipient(), entry.sequence())
                            .isEmpty(),
                    "is older than what this recipient has got about the incident since; acknowledge it instead");
            DisabledRecipients.remove(tx, entry.channel(), entry.recipient());
            channels.stream()
                    .filter(channel -> channel.name().equals(entry.channel()))
                    .forEach(channel -> channel.recipientChanged(tx, entry.recipient()));
            deliveries.wakeAfter(tx);
            return DeliveryStore.entry(tx.query("""
                            update delivery
                               set state = 'WAITING', next_attempt_at = $2, finished_at = null, taken_by = $3, taken_at = $2
                             where id = $1 returning *""", id, now, person).getFirst());
        });
    }

    /**
     * Somebody has told those people in another way, or knows that they need not be told: it stays dead, and nobody is
     * alarmed by it any more.
     *
     * @throws LifeboatException NOT_FOUND; REQUEST_INVALID without a name; BUSY if it is not dead
     */
    LedgerEntry acknowledge(long id, String by) {
        String person = person(by);
        Instant now = clock.instant();
        return database.inTransaction(tx -> {
            refuseUnless(
                    locked(tx, id).state() == LedgerEntry.State.DEAD, "is not DEAD: there is nothing to acknowledge");
            return DeliveryStore.entry(tx.query(
                            "update delivery set taken_by = $2, taken_at = $3 where id = $1 returning *",
                            id,
                            person,
                            now)
                    .getFirst());
        });
    }

    /** Nobody puts, claims or finishes a message about the same incident before the transaction ends. */
    private static LedgerEntry locked(Transaction tx, long id) {
        Row row = tx.query("select incident from delivery where id = $1", id).stream()
                .findFirst()
                .orElseThrow(() -> new LifeboatException(
                        ErrorCode.NOT_FOUND,
                        "there is no delivery " + id + "; GET /deliveries?state=DEAD lists the dead"));
        DeliveryStore.lock(tx, row.string("incident"));
        return DeliveryStore.entry(
                tx.query("select * from delivery where id = $1 for update", id).getFirst());
    }

    private static String person(String by) {
        String name = ForeignText.line(by, LONGEST_NAME);
        if (name.isEmpty()) {
            throw new LifeboatException(ErrorCode.REQUEST_INVALID, "by must say who asks for it: {\"by\": \"anna\"}");
        }
        return name;
    }

    private static void refuseUnless(boolean allowed, String why) {
        if (!allowed) {
            throw new LifeboatException(ErrorCode.BUSY, "this delivery " + why);
        }
    }
}
