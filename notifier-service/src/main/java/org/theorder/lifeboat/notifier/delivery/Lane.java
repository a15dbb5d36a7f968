package org.theorder.lifeboat.notifier.delivery;

import java.time.Instant;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** One channel's share of the sending: so many attempts at once, so many within a stretch of time. For one thread. */
final class Lane {
    private final Semaphore free;
    private final @Nullable RateWindow window;
    private final int left;
    private final boolean apart;

    /**
     * @param window what the other side takes, also over other lanes that lead there; null for no limit
     * @param left how much of it this lane leaves to the others
     * @param apart true if each recipient is asked one thing at a time
     */
    Lane(int parallel, @Nullable RateWindow window, int left, boolean apart) {
        this.free = new Semaphore(parallel);
        this.window = window;
        this.left = left;
        this.apart = apart;
    }

    boolean isApart() {
        return apart;
    }

    /** How many attempts may begin now. */
    int room(Instant now) {
        int parallel = free.availablePermits();
        return window == null ? parallel : Math.min(parallel, window.room(now) - left);
    }

    /** An attempt begins; only while there is {@link #room}. */
    void begin(Instant now) {
        free.acquireUninterruptibly();
        if (window != null) {
            window.begin(now);
        }
    }

    /** An attempt has ended; called by the thread that made it. */
    void end() {
        free.release();
    }
}
