package org.theorder.lifeboat.outbox;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Tells a loop that there is something to do; a signal given while nobody waits is not lost. */
final class Wakeup {
    private final Semaphore signal = new Semaphore(0);

    void wake() {
        if (signal.availablePermits() == 0) {
            signal.release();
        }
    }

    void await(Duration longest) throws InterruptedException {
        // the outcome does not matter: the loop looks either way
        boolean _ = signal.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS);
        signal.drainPermits();
    }
}
