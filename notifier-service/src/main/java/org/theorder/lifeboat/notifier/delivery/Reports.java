package org.theorder.lifeboat.notifier.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.theorder.lifeboat.events.BulletinDelivered;
import org.theorder.lifeboat.events.SubscriberName;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.notifier.change.Wakeup;
import org.theorder.lifeboat.notifier.promotion.Regions;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Outbox;
import org.theorder.lifeboat.outbox.Routine;
import org.theorder.lifeboat.outbox.Row;
import org.theorder.lifeboat.outbox.Transaction;

/**
 * Table {@code report}: tells the other regions which messages to subscribers have ended, as many with one event as have
 * gathered in a tenth of a second.
 */
@ApplicationScoped
class Reports implements Routine {
    private static final int MOST = 1_000;
    private static final Duration GATHER = Duration.ofMillis(100);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Database database;
    private final Outbox outbox;
    private final Regions regions;
    private final Clock clock;
    private final Wakeup wakeup = new Wakeup();

    Reports(Database database, Outbox outbox, Regions regions, Clock clock) {
        this.database = database;
        this.outbox = outbox;
        this.regions = regions;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "reports";
    }

    @Override
    public boolean isWanted() {
        return !regions.peers().isEmpty();
    }

    @Override
    public void round() throws InterruptedException {
        if (database.inTransaction(this::report)) {
            Thread.sleep(GATHER);
        } else {
            wakeup.await(LOOK);
        }
    }

    /** The message has ended in this transaction. */
    void add(Transaction tx, Delivery delivery) {
        tx.send("insert into report (delivery) values ($1) on conflict do nothing", delivery.id());
        tx.afterCommit(wakeup::wake);
    }

    private record Said(String about, String channel, String cause) {}

    private record Ended(List<SubscriberName> accepted, List<SubscriberName> refused) {}

    /** False if there was nothing to tell. */
    boolean report(Transaction tx) {
        List<Row> rows = tx.query("""
                with next as (
                    delete from report
                     where delivery in (select delivery from report order by delivery limit $1 for update skip locked)
                    returning delivery)
                select incident, channel, cause, recipient, state = 'ACCEPTED' as accepted
                  from delivery join next on next.delivery = delivery.id
                 where state in ('ACCEPTED', 'BOUNCED')""", MOST);
        Map<Said, Ended> told = new LinkedHashMap<>();
        for (Row row : rows) {
            Said said = new Said(row.string("incident"), row.string("channel"), row.string("cause"));
            Ended ended = told.computeIfAbsent(said, _ -> new Ended(new ArrayList<>(), new ArrayList<>()));
            SubscriberName recipient = new SubscriberName(row.string("recipient"));
            (row.bool("accepted") ? ended.accepted() : ended.refused()).add(recipient);
        }
        told.forEach((said, ended) -> outbox.publish(
                tx,
                Topics.BULLETIN_DELIVERED,
                said.about(),
                new BulletinDelivered(
                        regions.own(),
                        said.about(),
                        said.channel(),
                        said.cause(),
                        ended.accepted(),
                        ended.refused(),
                        clock.instant())));
        return !rows.isEmpty();
    }
}
