package org.theorder.lifeboat.backup.duty;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Tells one waiting thread that there is something to do; given while nobody waits it is not lost. */
public final class Signal {
    private final Semaphore semaphore = new Semaphore(0);

    public void wake() {
        if (semaphore.availablePermits() == 0) {
            semaphore.release();
        }
    }

    /** Waits for the signal, at most so long. */
    public void await(Duration longest) throws InterruptedException {
        // whoever waits looks around afterwards, signalled or not
        var _ = semaphore.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS);
        semaphore.drainPermits();
    }
}
