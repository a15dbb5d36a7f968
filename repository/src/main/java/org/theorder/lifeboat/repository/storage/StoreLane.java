package org.theorder.lifeboat.repository.storage;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;

/**
 * Calls of one kind into one region, each with a deadline. A call that does not return in time is given up: its thread is
 * interrupted and left behind, nobody waits for it. Threads are the platform's, because a dead mount holds whatever thread
 * touches it; how many there can be is bounded. When several calls do not return, further ones fail at once, but for one
 * now and then that finds out whether the region is back.
 */
final class StoreLane {
    /** Calls under way, stuck ones included; more wait for their turn. */
    private static final int MOST_THREADS = 64;

    private final RegionName region;
    private final Deadlines deadlines;
    private final Semaphore turns = new Semaphore(MOST_THREADS);
    private final ExecutorService threads;
    private int stuck;
    /** Grows when the region is found to be back; what was stuck before no longer counts. */
    private int era;

    private long probedAt;

    StoreLane(RegionName region, String kind, Deadlines deadlines) {
        this.region = region;
        this.deadlines = deadlines;
        this.threads = Executors.newCachedThreadPool(Thread.ofPlatform()
                .daemon()
                .name("store-" + region + "-" + kind + "-", 0)
                .factory());
    }

    /** How many calls have not returned in time and still have not. */
    synchronized int stuck() {
        return stuck;
    }

    /**
     * Does the work on a thread of this region.
     *
     * @param what for people: "reading a/b/c"
     * @param unwanted takes the answer of a call that was given up, to close it
     * @throws GivenUpException STORE_UNREACHABLE if it takes too long, TIMED_OUT if the caller was interrupted
     * @throws LifeboatException STORE_UNREACHABLE at once if the region hangs; or what the work throws
     */
    <T> T call(String what, Duration deadline, Supplier<T> work, Consumer<T> unwanted) {
        int now = admit(what);
        long end = System.nanoTime() + deadline.toNanos();
        StoreCall<T> call = new StoreCall<>(work, unwanted, stuckHere -> ended(now, stuckHere));
        try {
            if (!turns.tryAcquire(deadline.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new LifeboatException(
                        ErrorCode.STORE_UNREACHABLE,
                        "region " + region + " has too much to do: " + what + " had to wait for " + spoken(deadline));
            }
            begin(call);
            if (!call.await(end - System.nanoTime()) && call.giveUp(() -> hangs(now))) {
                throw new GivenUpException(
                        ErrorCode.STORE_UNREACHABLE,
                        "region " + region + " does not answer: " + what + " was given up after " + spoken(deadline),
                        null);
            }
        } catch (InterruptedException e) {
            call.giveUp(null);
            Thread.currentThread().interrupt();
            throw new GivenUpException(
                    ErrorCode.TIMED_OUT, what + " in region " + region + " was interrupted: start it again", e);
        }
        T answer = call.answer();
        answered();
        return answer;
    }

    private void begin(StoreCall<?> call) {
        boolean begun = false;
        try {
            threads.execute(call);
            begun = true;
        } finally {
            if (!begun) {
                turns.release();
            }
        }
    }

    private synchronized int admit(String what) {
        if (stuck >= deadlines.mostStuck()) {
            if (System.nanoTime() - probedAt < deadlines.probe().toNanos()) {
                throw new LifeboatException(
                        ErrorCode.STORE_UNREACHABLE,
                        "region " + region + " does not answer: " + stuck + " calls hang, so " + what
                                + " was not tried; look at the store or the mount");
            }
            probedAt = System.nanoTime();
        }
        return era;
    }

    private synchronized void hangs(int since) {
        if (since == era) {
            stuck++;
            probedAt = System.nanoTime();
        }
    }

    /** The thread is back. */
    private void ended(int since, boolean wasStuck) {
        turns.release();
        synchronized (this) {
            if (wasStuck && since == era) {
                stuck--;
            }
        }
    }

    private synchronized void answered() {
        if (stuck > 0) {
            era++;
            stuck = 0;
        }
    }

    private static String spoken(Duration duration) {
        return duration.toSeconds() > 0 ? duration.toSeconds() + " seconds" : duration.toMillis() + " milliseconds";
    }
}
