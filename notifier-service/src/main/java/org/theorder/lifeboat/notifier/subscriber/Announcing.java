package org.theorder.lifeboat.notifier.subscriber;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Routine;

/**
 * Tells other regions of subscribers who confirmed before there was a shared key, or while it was another: at the start,
 * and of those that a replica of an older release confirms meanwhile. It does not matter how many replicas do.
 */
@ApplicationScoped
class Announcing implements Routine {
    private static final Duration EVERY = Duration.ofMinutes(10);
    private static final int BATCH = 200;

    private final Database database;
    private final Sharing sharing;

    Announcing(Database database, Sharing sharing) {
        this.database = database;
        this.sharing = sharing;
    }

    @Override
    public String name() {
        return "subscribers-to-announce";
    }

    @Override
    public boolean isWanted() {
        return sharing.isOn();
    }

    @Override
    public void round() throws InterruptedException {
        announce();
        Thread.sleep(EVERY);
    }

    void announce() {
        List<Subscriber> page = page(0);
        while (!page.isEmpty()) {
            page = page(page.getLast().id());
        }
    }

    private List<Subscriber> page(long after) {
        return database.inTransaction(tx -> {
            List<Subscriber> page = SubscriberStore.confirmed(tx, after, BATCH);
            page.stream().filter(sharing::isOwing).forEach(subscriber -> sharing.announce(tx, subscriber.id()));
            return page;
        });
    }
}
