package org.theorder.lifeboat.notifier.delivery;

import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.notifier.promotion.Promotions;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Heartbeats;
import org.theorder.lifeboat.outbox.Lease;
import org.theorder.lifeboat.outbox.Leases;

/**
 * Sends what is owed, in one process at a time. An attempt is recorded before it is made, and its outcome only by the
 * process that made it: so the one way to send a message twice is to die, or to be stopped for longer than the lease,
 * between the server's acceptance and the record of it. Nobody can close that window; the message id is the same then, so
 * that a mailbox can drop the second copy.
 */
@ApplicationScoped
class DeliveryWorker {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryWorker.class);
    private static final String LEASE = "deliveries";
    private static final Duration LOOK = Duration.ofSeconds(1);

    // the former holder notices that it lost the lease a little later than we get it
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Duration END_WITHIN = Duration.ofSeconds(3);

    private final Database database;
    private final Deliveries deliveries;
    private final Attempts attempts;
    private final List<Channel> channels;
    private final Leases leases;
    private final DeliverySettings settings;
    private final Heartbeats heartbeats;
    private final Clock clock;
    private final Charge charge;
    private final Thread thread = Thread.ofVirtual().name("lifeboat-deliveries").unstarted(this::run);
    private final Set<Thread> senders = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    DeliveryWorker(
            Database database,
            Deliveries deliveries,
            Attempts attempts,
            @All List<Channel> channels,
            Leases leases,
            DeliverySettings settings,
            Promotions promotions,
            Heartbeats heartbeats,
            Clock clock) {
        this.database = database;
        this.deliveries = deliveries;
        this.attempts = attempts;
        this.channels = channels;
        this.leases = leases;
        this.settings = settings;
        this.heartbeats = heartbeats;
        this.clock = clock;
        this.charge = new Charge(promotions::isInCharge, clock);
    }

    void start(@Observes StartupEvent event) {
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        thread.interrupt();
        thread.join(END_WITHIN.plus(END_WITHIN));
    }

    private void run() {
        boolean troubled = false;
        while (!stopping) {
            try {
                boolean held = leases.whileHeld(LEASE, settings.lease(), this::sendWhileHeld);
                troubled = false;
                if (!held) {
                    Thread.sleep(LOOK);
                }
            } catch (InterruptedException e) {
                LOG.debug("the wait for the lease was interrupted", e);
            } catch (RuntimeException e) {
                if (!stopping && !troubled) {
                    LOG.warn("messages cannot be sent now, trying on error={}", e.toString());
                }
                troubled = true;
                pause(LOOK);
            }
        }
    }

    private void sendWhileHeld(Lease lease) {
        recover(lease);
        Lanes lanes = new Lanes(channels, settings);
        try {
            while (!stopping) {
                Instant now = clock.instant();
                List<Delivery> claimed = claim(lease, now, lanes.open(now, charge.isOurs()));
                claimed.forEach(delivery -> startSender(delivery, lanes.begin(delivery, now)));
                heartbeats.evaluated();
                if (claimed.isEmpty()) {
                    deliveries.await(LOOK);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            endSenders();
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new LifeboatException(ErrorCode.LEASE_LOST, "the sending of messages was interrupted");
        }
    }

    private void recover(Lease lease) {
        Instant next = clock.instant().plus(GRACE);
        int unknown = database.inTransaction(tx -> {
            leases.confirm(tx, lease);
            return DeliveryStore.recover(tx, lease.epoch(), next);
        });
        if (unknown > 0) {
            LOG.warn("attempts of a notifier that is gone are made again count={}", unknown);
        }
    }

    private List<Delivery> claim(Lease lease, Instant now, List<Opening> openings) {
        if (openings.isEmpty()) {
            return List.of();
        }
        return database.inTransaction(tx -> {
            leases.confirm(tx, lease);
            return DeliveryStore.claim(tx, lease.epoch(), now, openings);
        });
    }

    private void startSender(Delivery delivery, Lane lane) {
        Thread sender = Thread.ofVirtual().name("delivery-" + delivery.id()).unstarted(() -> {
            try {
                attempts.make(delivery);
            } finally {
                senders.remove(Thread.currentThread());
                lane.end();
                // a later message to the same recipient may have waited for this one
                deliveries.wake();
            }
        });
        senders.add(sender);
        sender.start();
    }

    /** Lets those who are about to finish do so, then breaks off the others; the next holder makes their attempts again. */
    private void endSenders() {
        boolean interrupted = Thread.interrupted();
        long deadline = System.nanoTime() + END_WITHIN.toNanos();
        for (Thread sender : senders) {
            interrupted |= !joined(sender, Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean joined(Thread sender, Duration longest) {
        try {
            if (!sender.join(longest)) {
                sender.interrupt();
            }
            return true;
        } catch (InterruptedException e) {
            sender.interrupt();
            return false;
        }
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
