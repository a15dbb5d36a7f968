package org.theorder.lifeboat.outbox;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * Renews all leases of one time to live with one statement: a thousand streams cost the database one update every few
 * seconds. While the database is away nothing is lost: then nobody else can take a lease either.
 */
final class LeaseBatch {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseBatch.class);

    private final Map<Lease, Runnable> kept = new ConcurrentHashMap<>();
    private final Leases leases;
    private final Duration timeToLive;
    private @Nullable Thread thread;
    private volatile long lookedAt = System.nanoTime();

    LeaseBatch(Leases leases, Duration timeToLive) {
        this.leases = leases;
        this.timeToLive = timeToLive;
    }

    /** @param onLost runs on the renewing thread; must be quick */
    synchronized void add(Lease lease, Runnable onLost) {
        kept.put(lease, onLost);
        if (thread == null) {
            lookedAt = System.nanoTime();
            thread = Thread.ofVirtual().name("leases-" + timeToLive).start(this::renew);
        }
    }

    void remove(Lease lease) {
        kept.remove(lease);
    }

    /**
     * Whether the lease is still ours as far as anybody can know: looks first if nobody has for a whole time to live, as in
     * a process that stood still. While the database is away it is: nobody else can take it then.
     */
    boolean holds(Lease lease) {
        if (isDoubtful()) {
            lookAgain();
        }
        return kept.containsKey(lease);
    }

    private boolean isDoubtful() {
        return System.nanoTime() - lookedAt > timeToLive.toNanos();
    }

    private synchronized void lookAgain() {
        if (isDoubtful()) {
            try {
                renewAll();
            } catch (LifeboatException e) {
                LOG.debug("the database does not say who holds leases reason={}", e.explanation());
            }
        }
    }

    private void renew() {
        while (!isIdle()) {
            try {
                Thread.sleep(timeToLive.dividedBy(3));
                renewAll();
            } catch (InterruptedException e) {
                return;
            } catch (LifeboatException e) {
                LOG.debug("leases were not renewed yet count={} reason={}", kept.size(), e.explanation());
            } catch (RuntimeException e) {
                LOG.error("a defect while leases are renewed", e);
            }
        }
    }

    private void renewAll() {
        long begun = System.nanoTime();
        try {
            for (Lease lost : leases.renewAll(List.copyOf(kept.keySet()))) {
                Runnable onLost = kept.remove(lost);
                if (onLost != null) {
                    onLost.run();
                }
            }
            lookedAt = begun;
        } catch (LifeboatException e) {
            lookedAt = System.nanoTime();
            throw e;
        }
    }

    private synchronized boolean isIdle() {
        if (kept.isEmpty()) {
            thread = null;
            return true;
        }
        return false;
    }
}
