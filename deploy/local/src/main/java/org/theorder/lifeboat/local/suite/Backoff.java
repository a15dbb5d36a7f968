package org.theorder.lifeboat.local.suite;

import java.time.Duration;

/** How long to wait before a process is started again: almost nothing first, then longer and longer. */
final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int DOUBLINGS = 8;

    private Backoff() {}

    /** @param attempt 0 for the first restart */
    static Duration before(int attempt) {
        Duration pause = FIRST.multipliedBy(1L << Math.min(attempt, DOUBLINGS));
        return pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
    }
}
