package org.theorder.lifeboat.backup.duty;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.outbox.Lease;
import org.theorder.lifeboat.outbox.Leases;

/**
 * Works under a lease, and goes on while the service's own database is away: then nobody else can take the lease either.
 * (The stricter {@link Leases#whileHeld} would end a backup because an unrelated database restarts.) The work is
 * interrupted only when another replica really has the lease. That is safe because repository objects are written once,
 * a slot serves one stream at a time, and every write into the database is fenced by {@link Leases#confirm}.
 */
public final class Duty {
    private static final Logger LOG = LoggerFactory.getLogger(Duty.class);

    private Duty() {}

    /** @return false if another replica has the lease; otherwise the work was done */
    public static boolean whileHeld(Leases leases, String name, Duration timeToLive, Consumer<Lease> work) {
        Optional<Lease> lease = leases.acquire(name, timeToLive);
        if (lease.isEmpty()) {
            return false;
        }
        Renewal renewal = new Renewal(leases, lease.get(), timeToLive, Thread.currentThread());
        renewal.start();
        try {
            work.accept(lease.get());
            return true;
        } finally {
            renewal.stop();
            release(leases, lease.get());
        }
    }

    private static void release(Leases leases, Lease lease) {
        boolean interrupted = Thread.interrupted();
        try {
            leases.release(lease);
        } catch (LifeboatException e) {
            LOG.debug("a lease was not released and will expire lease={} reason={}", lease.name(), e.explanation());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static final class Renewal {
        private final Leases leases;
        private final Lease lease;
        private final Duration timeToLive;
        private final Thread worker;
        private boolean over;

        Renewal(Leases leases, Lease lease, Duration timeToLive, Thread worker) {
            this.leases = leases;
            this.lease = lease;
            this.timeToLive = timeToLive;
            this.worker = worker;
        }

        void start() {
            leases.keep(lease, timeToLive, this::lost);
        }

        void stop() {
            leases.letGo(lease, timeToLive);
            synchronized (this) {
                over = true;
            }
        }

        private synchronized void lost() {
            if (!over) {
                LOG.warn("another replica has taken over lease={} epoch={}", lease.name(), lease.epoch());
                worker.interrupt();
            }
        }
    }
}
