package org.theorder.lifeboat.local.demo;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** Waits for facts, never for a time. */
final class Waiting {
    private static final Duration POLL = Duration.ofMillis(100);

    private Waiting() {}

    /**
     * Looks again and again until there is something.
     *
     * @param what is awaited, for the error: "the incident was not resolved"
     * @throws LifeboatException TIMED_OUT saying {@code what}
     */
    static <T> T until(String what, Duration limit, Supplier<Optional<T>> look) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            Optional<T> found = look.get();
            if (found.isPresent()) {
                return found.get();
            }
            if (System.nanoTime() > deadline) {
                throw new LifeboatException(ErrorCode.TIMED_OUT, what + " within " + limit.toSeconds() + " s");
            }
            LockSupport.parkNanos(POLL.toNanos());
            if (Thread.currentThread().isInterrupted()) {
                throw new LifeboatException(ErrorCode.INTERNAL, "interrupted before it was known that " + what);
            }
        }
    }
}
