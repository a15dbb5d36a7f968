package org.theorder.lifeboat.notifier.subscriber;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.theorder.lifeboat.notifier.change.Wakeup;
import org.theorder.lifeboat.notifier.delivery.Deliveries;
import org.theorder.lifeboat.notifier.mail.MailServer;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Loop;

/**
 * Makes a message to each subscriber of every bulletin, a thousand with one statement. How far it got is committed with
 * the messages: whoever goes on after a crash forgets nobody and takes nobody twice.
 */
@ApplicationScoped
class Spreading {
    private static final int BATCH = 1_000;
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration END_WITHIN = Duration.ofSeconds(3);

    private final Database database;
    private final Deliveries deliveries;
    private final MailServer mail;
    private final Clock clock;
    private final Wakeup wakeup = new Wakeup();
    private final Loop loop;

    Spreading(Database database, Deliveries deliveries, MailServer mail, Clock clock) {
        this.database = database;
        this.deliveries = deliveries;
        this.mail = mail;
        this.clock = clock;
        this.loop = Loop.virtual("bulletins", _ -> {
            if (!spread()) {
                wakeup.await(LOOK);
            }
        });
    }

    void start(@Observes StartupEvent event) {
        loop.start();
    }

    void stop(@Observes ShutdownEvent event) {
        loop.stop();
        loop.join(END_WITHIN);
    }

    void wake() {
        wakeup.wake();
    }

    /** One batch; false if there was nothing to do. */
    private boolean spread() {
        return database.inTransaction(tx -> {
            Optional<Bulletin> next = BulletinStore.next(tx);
            next.ifPresent(bulletin -> {
                boolean mailed = bulletin.way() == Way.MAIL;
                String begin = (mailed ? "<" : "") + bulletin.incident() + "." + bulletin.cause();
                String end = mailed ? "@" + mail.domain() + ">" : "";
                BulletinStore.spread(tx, bulletin, BATCH, begin, end, clock.instant());
                deliveries.wakeAfter(tx);
            });
            return next.isPresent();
        });
    }
}
