package org.theorder.lifeboat.notifier.delivery;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** How many more attempts another side takes now. For one thread. */
final class RateWindow {
    private final RateLimit limit;
    private final Deque<Instant> begun = new ArrayDeque<>();

    RateWindow(RateLimit limit) {
        this.limit = limit;
    }

    int room(Instant now) {
        Instant past = now.minus(limit.within());
        while (!begun.isEmpty() && !begun.getFirst().isAfter(past)) {
            begun.removeFirst();
        }
        return limit.most() - begun.size();
    }

    void begin(Instant now) {
        begun.addLast(now);
    }
}
