package org.theorder.lifeboat.repository.storage;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One call into a region: it ends in time, or is given up; both at once cannot be. */
final class StoreCall<T> implements Runnable {
    /** Told when the thread is free again. */
    interface End {
        void ended(boolean wasStuck);
    }

    private final Supplier<T> work;
    private final Consumer<T> unwanted;
    private final End end;
    private final CountDownLatch done = new CountDownLatch(1);
    private @Nullable Thread thread;
    private boolean givenUp;
    private boolean countsAsStuck;
    private boolean over;
    private @Nullable T answer;
    private @Nullable Throwable failure;

    StoreCall(Supplier<T> work, Consumer<T> unwanted, End end) {
        this.work = work;
        this.unwanted = unwanted;
        this.end = end;
    }

    @Override
    public void run() {
        boolean wanted = begin();
        try {
            if (wanted) {
                finish(work.get(), null);
            } else {
                finish(null, null);
            }
        } catch (Throwable e) { // whatever it is, it belongs to the caller
            finish(null, e);
        }
    }

    private synchronized boolean begin() {
        thread = Thread.currentThread();
        return !givenUp;
    }

    private void finish(@Nullable T result, @Nullable Throwable problem) {
        boolean tooLate;
        boolean wasStuck;
        synchronized (this) {
            thread = null;
            // an interrupt that was meant for this call must not meet the next one
            var _ = Thread.interrupted();
            over = true;
            tooLate = givenUp;
            wasStuck = countsAsStuck;
            answer = result;
            failure = problem;
        }
        done.countDown();
        try {
            if (tooLate && result != null) {
                unwanted.accept(result);
            }
        } finally {
            end.ended(wasStuck);
        }
    }

    /** False if it has not ended by then. */
    boolean await(long nanoseconds) throws InterruptedException {
        return done.await(nanoseconds, TimeUnit.NANOSECONDS);
    }

    /**
     * Interrupts and forgets it; false if it has ended just now.
     *
     * @param whenStuck told before the thread can be told to be free; null if the call is not to blame
     */
    synchronized boolean giveUp(@Nullable Runnable whenStuck) {
        if (over) {
            return false;
        }
        givenUp = true;
        if (whenStuck != null) {
            countsAsStuck = true;
            whenStuck.run();
        }
        if (thread != null) {
            thread.interrupt();
        }
        return true;
    }

    /** What the work gave, or threw. */
    @SuppressWarnings("NullAway") // a supplier that may answer null is the caller's affair
    synchronized T answer() {
        switch (failure) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException("a supplier throws nothing checked", e);
        }
        return answer;
    }
}
