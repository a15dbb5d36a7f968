package org.theorder.lifeboat.notifier.atlassian;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Lets one request go at a time, and the next only when this long has passed; by the monotonic clock. */
final class Pace {
    private final long every;
    private final ReentrantLock turn = new ReentrantLock(true);
    private long last;
    private boolean begun;

    Pace(Duration every) {
        this.every = every.toNanos();
    }

    /** Waits for the turn of one request. */
    void await() throws InterruptedException {
        turn.lockInterruptibly();
        try {
            if (begun) {
                TimeUnit.NANOSECONDS.sleep(last + every - System.nanoTime());
            }
            begun = true;
            last = System.nanoTime();
        } finally {
            turn.unlock();
        }
    }
}
