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

    /**
     * Does the work on this thread. The interrupt of a lost lease ends with it: the thread may go on with other work.
     *
     * @return false if another replica, or another thread of this one, has the lease; otherwise the work was done
     */
    public static boolean whileHeld(Leases leases, String name, Duration timeToLive, Consumer<Lease> work) {
        return leases.onceHere(name, () -> {
            Optional<Lease> lease = leases.acquire(name, timeToLive);
            lease.ifPresent(held -> work(leases, held, timeToLive, work));
            return lease.isPresent();
        });
    }

    private static void work(Leases leases, Lease lease, Duration timeToLive, Consumer<Lease> work) {
        Renewal renewal = new Renewal(leases, lease, timeToLive, Thread.currentThread());
        renewal.start();
        try {
            work.accept(lease);
        } finally {
            boolean interrupted = renewal.stop();
            release(leases, lease);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void release(Leases leases, Lease lease) {
        try {
            leases.release(lease);
        } catch (LifeboatException e) {
            LOG.debug("a lease was not released and will expire lease={} reason={}", lease.name(), e.explanation());
        }
    }

    private static final class Renewal {
        private final Leases leases;
        private final Lease lease;
        private final Duration timeToLive;
        private final Thread worker;
        private boolean over;
        private boolean lost;

        Renewal(Leases leases, Lease lease, Duration timeToLive, Thread worker) {
            this.leases = leases;
            this.lease = lease;
            this.timeToLive = timeToLive;
            this.worker = worker;
        }

        void start() {
            leases.keep(lease, timeToLive, this::lost);
        }

        /** Afterwards nobody is interrupted. True if somebody else has interrupted the worker. */
        boolean stop() {
            leases.letGo(lease, timeToLive);
            synchronized (this) {
                over = true;
                boolean interrupted = Thread.interrupted();
                return interrupted && !lost;
            }
        }

        private synchronized void lost() {
            if (!over) {
                lost = true;
                LOG.warn("another replica has taken over lease={} epoch={}", lease.name(), lease.epoch());
                worker.interrupt();
            }
        }
    }
}
