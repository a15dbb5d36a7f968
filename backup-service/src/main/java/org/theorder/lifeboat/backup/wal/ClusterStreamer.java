package org.theorder.lifeboat.backup.wal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.cluster.PrimaryConnection;
import org.theorder.lifeboat.backup.duty.Duty;
import org.theorder.lifeboat.backup.duty.Signal;
import org.theorder.lifeboat.backup.replication.SlotHealth;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.outbox.Lease;
import org.theorder.lifeboat.outbox.Leases;

/**
 * Streams one cluster's WAL for as long as it is protected: takes the lease, connects, connects again, and ends in order.
 */
final class ClusterStreamer {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterStreamer.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LEASE_PAUSE = Duration.ofSeconds(1);
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(3);

    private final Cluster cluster;
    private final WalConfiguration configuration;
    private final Leases leases;
    private final StreamShares shares;
    private final StreamState state;
    private final SlotWatch slot;
    private final Signal signal = new Signal();
    private final StreamRefusal refusal = new StreamRefusal(System::nanoTime);
    private final Thread thread;

    private volatile boolean stopped;
    private volatile boolean leading;
    private volatile boolean leaving;
    private volatile String trouble = "the stream has not begun yet";
    private int failures;

    ClusterStreamer(
            Cluster cluster, WalConfiguration configuration, Leases leases, StreamShares shares, StreamState state) {
        this.cluster = cluster;
        this.configuration = configuration;
        this.leases = leases;
        this.shares = shares;
        this.state = state;
        this.slot = new SlotWatch(cluster, configuration);
        this.thread = Thread.ofVirtual().name("wal-" + cluster.name()).unstarted(this::run);
    }

    Cluster cluster() {
        return cluster;
    }

    void start() {
        thread.start();
    }

    /** Ends the stream; what is in memory is put first, if that goes quickly. */
    void stop() {
        stopped = true;
        thread.interrupt();
    }

    /** Whether this replica streams the cluster, or tries to. */
    boolean isLeading() {
        return leading;
    }

    /** Gives the stream to another replica; what is in memory is put first, if that goes quickly. */
    void giveAway() {
        leaving = true;
        thread.interrupt();
    }

    /** Whether {@link #giveAway} has not come to its end yet. */
    boolean isLeaving() {
        return leading && leaving;
    }

    void join(Duration longest) throws InterruptedException {
        var _ = thread.join(longest);
    }

    /** The server may be back: try now. */
    void wake() {
        signal.wake();
    }

    /** Puts what has come so far without waiting for the slice interval. */
    void hurry() {
        state.window().ifPresent(WalWindow::hurry);
    }

    StreamStatus status() {
        Lsn primary = state.primary().orElse(null);
        Optional<SlotHealth> health = slot.health();
        return new StreamStatus(
                leading,
                primary != null,
                primary,
                primary == null ? trouble : null,
                state.gap(),
                health.map(SlotHealth::retainedBytes).orElse(primary == null ? 0 : state.retainedBytes(primary)),
                state.regionStatus(),
                health.orElse(null),
                StreamFaults.of(state, refusal, health, configuration));
    }

    /** WAL that is missing everywhere; null if none is known. */
    @Nullable
    WalGap gap() {
        return state.gap();
    }

    void gapClosed(WalGap closed) {
        state.gapClosed(closed);
    }

    // --- the life of the stream

    private void run() {
        while (!stopped) {
            try {
                if (!shares.mayLead(cluster.name())
                        || !Duty.whileHeld(
                                leases, StreamShares.lease(cluster.name()), configuration.lease(), this::lead)) {
                    trouble = "another replica of backup-service streams this cluster";
                    signal.await(LEASE_PAUSE);
                }
            } catch (InterruptedException e) {
                // stopped, or the lease was lost: the loop's condition tells
                LOG.debug("stream interrupted cluster={}", cluster.name());
            } catch (LifeboatException e) {
                trouble = e.explanation();
                pauseQuietly(LEASE_PAUSE);
            }
            // the lease may be lost while the interrupt was on its way
            var _ = Thread.interrupted();
        }
    }

    private void lead(Lease lease) {
        List<RegionPump> running = state.renewPumps(() -> leases.assure(lease, configuration.lease()));
        leaving = false;
        leading = true;
        running.forEach(RegionPump::start);
        slot.start();
        try {
            while (!stopped && !leaving) {
                session();
                signal.await(pause());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            finish(running);
        }
    }

    private void session() throws InterruptedException {
        try {
            state.findSource();
            try (PrimaryConnection primary = PrimaryConnection.open(cluster, configuration.silence())) {
                new StreamSession(state, primary, this::established).run();
            }
        } catch (LifeboatException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            refusal.failed(e);
            told(e.explanation());
        } catch (RuntimeException e) {
            LOG.error("a defect stops the stream for a while cluster={}", cluster.name(), e);
            told("an internal error; see the service's log");
        }
    }

    private void established() {
        failures = 0;
        refusal.clear();
        trouble = "the stream has just ended";
    }

    private void told(String why) {
        failures++;
        if (!why.equals(trouble)) {
            LOG.warn("no WAL stream cluster={} reason={}", cluster.name(), why);
        }
        trouble = why;
    }

    private Duration pause() {
        Duration longest = FIRST_PAUSE.multipliedBy(1L << Math.min(failures, 6));
        return jittered(longest.compareTo(configuration.retryPause()) < 0 ? longest : configuration.retryPause());
    }

    /** Between half of it and all: many streams that break together do not come back together. */
    static Duration jittered(Duration longest) {
        long half = longest.toNanos() / 2;
        return Duration.ofNanos(half + ThreadLocalRandom.current().nextLong(half + 1));
    }

    private void finish(List<RegionPump> running) {
        boolean interrupted = Thread.interrupted();
        slot.stop();
        try {
            drain();
            running.forEach(RegionPump::stop);
            for (RegionPump pump : running) {
                pump.join(DRAIN_LIMIT);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            state.forgetSource();
            refusal.clear();
            leading = false;
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void drain() throws InterruptedException {
        WalWindow window = state.window().orElse(null);
        if (window == null) {
            return;
        }
        window.endStream();
        long deadline = System.nanoTime() + DRAIN_LIMIT.toNanos();
        while (!window.isDrainedEverywhere() && System.nanoTime() < deadline) {
            window.awaitChange(Duration.ofMillis(50));
        }
        window.close();
    }

    private static void pauseQuietly(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
