package org.theorder.lifeboat.notifier.change;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A signal to a loop; one that is given while nobody waits is not lost, and many count as one. */
public final class Wakeup {
    private final Semaphore signal = new Semaphore(0);

    public void wake() {
        signal.release();
    }

    /** @return true if it was woken, false if this long passed */
    public boolean await(Duration longest) throws InterruptedException {
        boolean woken = signal.tryAcquire(Math.max(0, longest.toMillis()), TimeUnit.MILLISECONDS);
        signal.drainPermits();
        return woken;
    }
}
