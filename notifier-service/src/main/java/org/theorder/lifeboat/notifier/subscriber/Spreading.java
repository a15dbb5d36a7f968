package org.theorder.lifeboat.notifier.subscriber;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.theorder.lifeboat.notifier.change.Wakeup;
import org.theorder.lifeboat.notifier.delivery.Deliveries;
import org.theorder.lifeboat.notifier.incident.Telling;
import org.theorder.lifeboat.notifier.mail.MailServer;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Routine;

/**
 * Makes a message to each subscriber of every bulletin, a thousand with one statement. How far it got is committed with
 * the messages: whoever goes on after a crash forgets nobody and takes nobody twice.
 */
@ApplicationScoped
class Spreading implements Routine {
    private static final int BATCH = 1_000;
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Database database;
    private final Deliveries deliveries;
    private final MailServer mail;
    private final Clock clock;
    private final Wakeup wakeup = new Wakeup();

    Spreading(Database database, Deliveries deliveries, MailServer mail, Clock clock) {
        this.database = database;
        this.deliveries = deliveries;
        this.mail = mail;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "bulletins";
    }

    @Override
    public void round() throws InterruptedException {
        if (!spread()) {
            wakeup.await(LOOK);
        }
    }

    void wake() {
        wakeup.wake();
    }

    /** One batch; false if there was nothing to do. */
    private boolean spread() {
        return database.inTransaction(tx -> {
            Optional<Bulletin> next = BulletinStore.next(tx, clock.instant().minus(Telling.LATEST));
            next.ifPresent(bulletin -> {
                boolean mailed = bulletin.way() == Way.MAIL;
                String begin = (mailed ? "<" : "") + bulletin.incident() + "." + bulletin.cause();
                String end = mailed ? "@" + mail.domain() + ">" : "";
                deliveries.owe(
                        tx,
                        bulletin.incident(),
                        () -> BulletinStore.spread(tx, bulletin, BATCH, begin, end, clock.instant()));
            });
            return next.isPresent();
        });
    }
}
