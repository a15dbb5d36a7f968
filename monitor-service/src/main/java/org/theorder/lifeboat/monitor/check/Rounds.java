package org.theorder.lifeboat.monitor.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.monitor.probe.Probe;
import org.theorder.lifeboat.monitor.rule.Observation;
import org.theorder.lifeboat.monitor.wording.Wording;

/**
 * Looks at every probe at its interval, each on a virtual thread, a bounded number at a time, never two looks of one probe
 * at once. A look that misses its deadline is interrupted and counts as late, again and again for as long as it hangs. A probe
 * that tells nothing at all any more, for whatever reason, is unseen: nobody else would notice.
 */
final class Rounds implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

    /** A probe may tell nothing for three intervals and its timeout, and at least for as long as a check is shown as it was. */
    private static final Duration LEAST_PATIENCE = Check.STALE;

    /** Looks that wait for an answer, for each that gets it at once: such a one is a virtual thread and a connection. */
    private static final int WAITING = 32;

    private final Semaphore slots;
    /** For looks that do not get their answer at once, so that many that hang hold up nobody else. */
    private final Semaphore waiting;
    /** Many that hang are late at once. */
    private final Semaphore takers;

    private final Duration atOnce;

    private volatile boolean closed;
    private final LongSupplier nanos;
    private final Consumer<List<Observation>> taker;
    private final List<Turn> turns = new ArrayList<>();
    private final AtomicBoolean observed = new AtomicBoolean();
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("probe-ticker").factory());
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("probe-", 0).factory());

    /**
     * Begins with nothing.
     *
     * @param concurrency looks at the same time that get their answer at once, and decisions; many more may wait
     * @param atOnce what takes longer waits
     * @param nanos a monotonic clock
     * @param taker gets what was observed
     */
    Rounds(int concurrency, Duration atOnce, LongSupplier nanos, Consumer<List<Observation>> taker) {
        this.slots = new Semaphore(concurrency, true);
        this.waiting = new Semaphore(WAITING * concurrency, true);
        this.takers = new Semaphore(concurrency, true);
        this.atOnce = atOnce;
        this.nanos = nanos;
        this.taker = taker;
    }

    /** The first looks are spread over the first second, so that a restart does not meet all servers at once. */
    void start(List<Probe> probes) {
        for (int i = 0; i < probes.size(); i++) {
            Turn turn = new Turn(probes.get(i));
            turns.add(turn);
            long millis = probes.get(i).interval().toMillis();
            long spread = Math.min(1000, millis) * i / probes.size();
            var _ = ticker.scheduleAtFixedRate(turn::begin, spread, Math.max(1, millis), TimeUnit.MILLISECONDS);
        }
    }

    /** Whether anything was observed since the call before, or there is nothing to observe: otherwise nobody looks. */
    boolean haveObserved() {
        return observed.getAndSet(false) || turns.isEmpty();
    }

    /** Observes of probes that tell nothing any more that they are not seen; what was seen last would count for ever. */
    void missSilent() {
        turns.forEach(Turn::missIfSilent);
    }

    /** The looks of one probe, one after the other. */
    private final class Turn {
        private final Probe probe;
        private final AtomicBoolean looking = new AtomicBoolean();
        private final Duration patience;
        /** What is observed of one subject is told one after the other. */
        private final ReentrantLock telling = new ReentrantLock();

        private volatile long toldAt = nanos.getAsLong();
        private volatile boolean waits;

        Turn(Probe probe) {
            this.probe = probe;
            Duration rounds = probe.interval().multipliedBy(3);
            this.patience = (rounds.compareTo(LEAST_PATIENCE) > 0 ? rounds : LEAST_PATIENCE).plus(probe.timeout());
        }

        void begin() {
            if (looking.compareAndSet(false, true)) {
                try {
                    threads.execute(this::run);
                } catch (RejectedExecutionException e) {
                    LOG.debug("no further look: the rounds are over");
                }
            }
        }

        private void run() {
            CountDownLatch ended = new CountDownLatch(1);
            try {
                boolean late = look(ended);
                while (late) {
                    tell(probe::late);
                    late = !ended.await(probe.timeout().toMillis(), TimeUnit.MILLISECONDS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                looking.set(false);
            }
        }

        /** @return true if there was no answer in time */
        private boolean look(CountDownLatch ended) throws InterruptedException {
            // who was slow the last time is slow again
            Semaphore lane = waits ? waiting : slots;
            lane.acquire();
            FutureTask<List<Observation>> look = new FutureTask<>(probe::look);
            long began = System.nanoTime();
            threads.execute(() -> {
                // returns also if it was cancelled before it began
                look.run();
                ended.countDown();
            });
            try {
                long timeout = probe.timeout().toNanos();
                waits = !ended.await(Math.min(atOnce.toNanos(), timeout), TimeUnit.NANOSECONDS);
                if (waits && lane.equals(slots) && waiting.tryAcquire()) {
                    slots.release();
                    lane = waiting;
                }
                List<Observation> seen = look.get(timeout - (System.nanoTime() - began), TimeUnit.NANOSECONDS);
                tell(() -> seen);
                return false;
            } catch (TimeoutException e) {
                return true;
            } catch (ExecutionException e) {
                LOG.error("a look broke probe={}", probe.name(), e.getCause());
                tell(() -> probe.unseen(reason(e.getCause())));
                return false;
            } finally {
                look.cancel(true);
                lane.release();
            }
        }

        private void tell(Supplier<List<Observation>> observations) {
            telling.lock();
            try {
                if (deliver(observations)) {
                    toldAt = nanos.getAsLong();
                    observed.set(true);
                }
            } finally {
                telling.unlock();
            }
        }

        void missIfSilent() {
            Duration silent = Duration.ofNanos(nanos.getAsLong() - toldAt);
            if (silent.compareTo(patience) > 0 && telling.tryLock()) {
                try {
                    deliver(() -> probe.unseen("not looked at for " + Wording.duration(silent)));
                } finally {
                    telling.unlock();
                }
            }
        }
    }

    /** @return true if they were taken */
    private boolean deliver(Supplier<List<Observation>> observations) {
        takers.acquireUninterruptibly();
        try {
            if (closed) {
                // seen by a look that we interrupted ourselves: that says nothing about its subject
                return false;
            }
            taker.accept(observations.get());
            return true;
        } catch (RuntimeException e) {
            LOG.error("observations were lost", e);
            return false;
        } finally {
            takers.release();
        }
    }

    private static String reason(@Nullable Throwable cause) {
        return cause instanceof LifeboatException ours
                ? ours.explanation()
                : "a defect of monitor-service, see its log: " + cause;
    }

    /** Interrupts what runs and waits for it, but not for a look that cannot be interrupted. */
    @Override
    public void close() {
        closed = true;
        ticker.shutdownNow();
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(2, TimeUnit.SECONDS)) {
                LOG.warn("a look does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
