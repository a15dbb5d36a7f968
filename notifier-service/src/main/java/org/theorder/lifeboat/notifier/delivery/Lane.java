package org.theorder.lifeboat.notifier.delivery;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** One channel's share of the sending: so many attempts at once, so many within a stretch of time. For one thread. */
final class Lane {
    private final Semaphore free;
    private final @Nullable RateLimit limit;
    private final Deque<Instant> begun = new ArrayDeque<>();

    Lane(int parallel, @Nullable RateLimit limit) {
        this.free = new Semaphore(parallel);
        this.limit = limit;
    }

    /** How many attempts may begin now. */
    int room(Instant now) {
        int parallel = free.availablePermits();
        return limit == null ? parallel : Math.min(parallel, belowLimit(now, limit));
    }

    /** An attempt begins; only while there is {@link #room}. */
    void begin(Instant now) {
        free.acquireUninterruptibly();
        if (limit != null) {
            begun.addLast(now);
        }
    }

    /** An attempt has ended; called by the thread that made it. */
    void end() {
        free.release();
    }

    private int belowLimit(Instant now, RateLimit limit) {
        Instant past = now.minus(limit.within());
        while (!begun.isEmpty() && !begun.getFirst().isAfter(past)) {
            begun.removeFirst();
        }
        return limit.most() - begun.size();
    }
}
