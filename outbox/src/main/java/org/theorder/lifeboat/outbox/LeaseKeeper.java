package org.theorder.lifeboat.outbox;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** Renews a lease three times per time to live, and interrupts the worker when the lease is lost or must be feared lost. */
final class LeaseKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);

    private final Leases leases;
    private final Lease lease;
    private final Duration timeToLive;
    private final Thread worker;
    private final Thread keeper;
    private boolean stopped;
    private boolean lost;

    private LeaseKeeper(Leases leases, Lease lease, Duration timeToLive, Thread worker) {
        this.leases = leases;
        this.lease = lease;
        this.timeToLive = timeToLive;
        this.worker = worker;
        this.keeper = Thread.ofVirtual().name("lease-" + lease.name()).unstarted(this::keep);
    }

    static LeaseKeeper start(Leases leases, Lease lease, Duration timeToLive, Thread worker) {
        LeaseKeeper keeper = new LeaseKeeper(leases, lease, timeToLive, worker);
        keeper.keeper.start();
        return keeper;
    }

    synchronized boolean lost() {
        return lost;
    }

    /** Ends the renewing; afterwards this keeper interrupts nobody. True if the worker was interrupted by somebody else. */
    synchronized boolean stop() {
        stopped = true;
        keeper.interrupt();
        boolean interrupted = Thread.interrupted();
        return interrupted && !lost;
    }

    private void keep() {
        long renewedAt = System.nanoTime();
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.sleep(timeToLive.dividedBy(3));
                long tryingSince = System.nanoTime();
                if (renewed()) {
                    renewedAt = tryingSince;
                } else if (System.nanoTime() - renewedAt > timeToLive.toNanos()) {
                    lose("it could not be renewed in time");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean renewed() {
        try {
            leases.renew(lease);
            return true;
        } catch (LifeboatException e) {
            if (e.code() == ErrorCode.LEASE_LOST) {
                lose("another process has it");
            }
            return false;
        }
    }

    private synchronized void lose(String why) {
        if (!stopped && !lost) {
            lost = true;
            LOG.warn("a lease is lost, its work stops lease={} epoch={} why={}", lease.name(), lease.epoch(), why);
            worker.interrupt();
            keeper.interrupt();
        }
    }
}
