package org.theorder.lifeboat.backup.wal;

import io.micrometer.core.instrument.Counter;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.cluster.PrimaryConnection;
import org.theorder.lifeboat.backup.cluster.Registrar;
import org.theorder.lifeboat.backup.cluster.ServerIdentity;
import org.theorder.lifeboat.backup.duty.Duty;
import org.theorder.lifeboat.backup.duty.Signal;
import org.theorder.lifeboat.backup.region.Region;
import org.theorder.lifeboat.backup.region.RegionState;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.outbox.Leases;
import org.theorder.lifeboat.repository.storage.Storage;

/**
 * Streams one cluster's WAL for as long as it is protected: takes the lease, connects, connects again. What the threads
 * of one stream share lives here: the reader ({@link StreamSession}), the pumps, and whoever asks how it goes.
 */
final class ClusterStreamer {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterStreamer.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LEASE_PAUSE = Duration.ofSeconds(1);
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(3);

    private final Cluster cluster;
    private final WalConfiguration configuration;
    private final Registrar registrar;
    private final Leases leases;
    private final Clock clock;
    private final Counter streamedBytes;
    private final SegmentMemory memory;
    private final List<Region> regions;
    private final WalMarks marks = new WalMarks();
    private final Signal signal = new Signal();
    private final Thread thread;

    private volatile boolean stopped;
    private volatile boolean leading;
    private volatile List<RegionPump> pumps;
    private volatile @Nullable WalSource source;
    private volatile @Nullable ServerIdentity identity;
    private volatile @Nullable WalReceiver receiver;
    private volatile @Nullable String trouble = "the stream has not begun yet";
    private volatile @Nullable WalGap gap;
    private volatile Lsn acknowledged = Lsn.ZERO;
    private @Nullable WalPosition missing;
    private boolean slotLost;
    private int failures;

    ClusterStreamer(
            Cluster cluster,
            List<Region> regions,
            WalConfiguration configuration,
            Registrar registrar,
            Leases leases,
            Clock clock,
            Counter streamedBytes,
            SegmentMemory memory) {
        this.cluster = cluster;
        this.regions = regions;
        this.configuration = configuration;
        this.registrar = registrar;
        this.leases = leases;
        this.clock = clock;
        this.streamedBytes = streamedBytes;
        this.memory = memory;
        this.pumps = newPumps();
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

    void join(Duration longest) throws InterruptedException {
        var _ = thread.join(longest);
    }

    /** The server may be back: try now. */
    void wake() {
        signal.wake();
    }

    /** Puts what has come so far without waiting for the slice interval. */
    void hurry() {
        WalSource now = source;
        if (now != null && now.window() != null) {
            now.window().hurry();
        }
    }

    StreamStatus status() {
        WalReceiver streaming = receiver;
        Lsn primary = streaming == null ? null : streaming.serverFlushed();
        long retained = primary == null || acknowledged.equals(Lsn.ZERO) ? 0 : Math.max(0, primary.minus(acknowledged));
        return new StreamStatus(
                leading,
                streaming != null,
                primary,
                streaming == null ? trouble : null,
                gap,
                retained,
                pumps.stream()
                        .map(pump -> new StreamStatus.RegionStatus(
                                pump.name(),
                                pump.durable().orElse(null),
                                pump.safeThrough().orElse(null),
                                pump.trouble().orElse(null)))
                        .toList());
    }

    /** A full backup has begun behind the gap. */
    void gapClosed(WalGap closed) {
        if (closed.equals(gap)) {
            gap = null;
        }
    }

    // --- the life of the stream

    private void run() {
        while (!stopped) {
            try {
                if (!Duty.whileHeld(leases, "wal/" + cluster.name(), configuration.lease(), lease -> lead())) {
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

    private void lead() {
        List<RegionPump> running = newPumps();
        pumps = running;
        leading = true;
        running.forEach(RegionPump::start);
        try {
            while (!stopped) {
                session();
                signal.await(pause());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            finish(running);
        }
    }

    private List<RegionPump> newPumps() {
        return regions.stream().map(region -> new RegionPump(this, region)).toList();
    }

    private void session() throws InterruptedException {
        try {
            findSource();
            try (PrimaryConnection primary = PrimaryConnection.open(cluster, configuration.silence())) {
                if (slotLost) {
                    primary.dropSlot();
                    slotLost = false;
                }
                new StreamSession(this, primary).run();
            }
        } catch (LifeboatException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            told(e.explanation());
        } catch (RuntimeException e) {
            LOG.error("a defect stops the stream for a while cluster={}", cluster.name(), e);
            told("an internal error; see the service's log");
        }
    }

    private void told(String why) {
        failures++;
        if (!why.equals(trouble)) {
            LOG.warn("no WAL stream cluster={} reason={}", cluster.name(), why);
        }
        trouble = why;
    }

    private Duration pause() {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures, 6));
        return pause.compareTo(configuration.retryPause()) < 0 ? pause : configuration.retryPause();
    }

    /** Before the server was ever reached, the repository tells whose WAL it holds. */
    private void findSource() {
        if (source == null) {
            registrar
                    .known(cluster)
                    .ifPresent(known ->
                            source = new WalSource(known.keys(), known.walSegmentBytes(), null, null, Map.of()));
            pumps.forEach(RegionPump::wake);
        }
    }

    private void finish(List<RegionPump> running) {
        boolean interrupted = Thread.interrupted();
        try {
            drain();
            running.forEach(RegionPump::stop);
            for (RegionPump pump : running) {
                pump.join(DRAIN_LIMIT);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            source = null;
            leading = false;
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void drain() throws InterruptedException {
        WalSource now = source;
        if (now == null || now.window() == null) {
            return;
        }
        now.window().endStream();
        long deadline = System.nanoTime() + DRAIN_LIMIT.toNanos();
        while (!now.window().isDrainedEverywhere() && System.nanoTime() < deadline) {
            now.window().awaitChange(Duration.ofMillis(50));
        }
        now.window().close();
    }

    private static void pauseQuietly(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // --- for the session

    void register(ServerIdentity server) {
        registrar.register(cluster, server);
        identity = server;
    }

    /** What every region that is open holds. */
    List<Map<Integer, Lsn>> stored(ServerIdentity server) {
        List<Map<Integer, Lsn>> stored = regions.stream()
                .map(Region::state)
                .filter(RegionState.Open.class::isInstance)
                .map(state -> log(((RegionState.Open) state).storage(), server).durable())
                .toList();
        if (stored.isEmpty()) {
            throw new LifeboatException(
                    ErrorCode.STORE_UNREACHABLE,
                    "no region of cluster " + cluster.name() + " can be used; GET /regions says why");
        }
        return stored;
    }

    void awaitDrained() throws InterruptedException {
        WalSource now = source;
        if (now != null && now.window() != null) {
            now.window().awaitDrained();
        }
    }

    /**
     * Where to begin: as planned, unless the server said last time that it no longer has that; then where its slot
     * begins, with a gap.
     */
    WalPosition afterGap(StreamPlan.Begin plan, WalPosition oldestKept) {
        WalPosition notThere = missing;
        missing = null;
        if (notThere == null || notThere.isBefore(plan.at())) {
            return plan.at();
        }
        if (!plan.at().isBefore(oldestKept)) {
            // the slot promises WAL that the server does not have: a new slot tells the truth
            slotLost = true;
            missing = notThere;
            throw new LifeboatException(ErrorCode.SLOT_LOST, "the replication slot is made anew");
        }
        WalGap found = new WalGap(plan.at().timeline(), plan.durable(), oldestKept.lsn());
        gap = found;
        LOG.error("WAL is missing cluster={} from={} to={}", cluster.name(), found.from(), found.to());
        return oldestKept;
    }

    void missing(WalPosition position) {
        missing = position;
    }

    void slotLost() {
        slotLost = true;
    }

    void stream(WalWindow window, Lineage lineage, Map<Integer, byte[]> histories, ServerIdentity server) {
        WalSource before = source;
        source = new WalSource(server.keys(cluster.name()), server.segmentBytes(), window, lineage, histories);
        if (before != null && before.window() != null) {
            before.window().close();
        }
        pumps.forEach(RegionPump::wake);
    }

    void timelineChanged(WalWindow window, Lineage lineage, Map<Integer, byte[]> histories) {
        WalSource before = source;
        if (before != null) {
            source = new WalSource(before.keys(), before.segmentBytes(), window, lineage, histories);
        }
    }

    WalReceiver receiver(WalWindow window, WalPosition begin, boolean currentTimeline) {
        return new WalReceiver(window, marks, streamedBytes, begin, currentTimeline);
    }

    void streaming(@Nullable WalReceiver now) {
        receiver = now;
        if (now != null) {
            failures = 0;
            trouble = "the stream has just ended";
            LOG.info("WAL streams cluster={} from={}", cluster.name(), now.received());
        }
    }

    void acknowledged(Lsn durable) {
        acknowledged = durable;
    }

    SegmentMemory memory() {
        return memory;
    }

    Clock clock() {
        return clock;
    }

    Duration keepaliveInterval() {
        return configuration.keepaliveInterval();
    }

    // --- for the pumps

    @Nullable
    WalSource source() {
        return source;
    }

    WalMarks marks() {
        return marks;
    }

    Duration sliceInterval() {
        return configuration.sliceInterval();
    }

    /** A region that was initialized anew must know whose WAL comes. */
    void registerIn(Storage storage) {
        ServerIdentity server = identity;
        if (server != null) {
            registrar.register(cluster, server, storage);
        }
    }

    /** The most advanced other region that reaches this position. */
    Optional<RegionLog> logAhead(RegionName other, WalPosition position) {
        WalSource now = source;
        if (now == null) {
            return Optional.empty();
        }
        return pumps.stream()
                .filter(pump -> !pump.name().equals(other))
                .filter(pump -> pump.durable()
                        .filter(durable -> !durable.isBefore(position))
                        .isPresent())
                .max(Comparator.comparing(pump -> pump.durable().orElseThrow()))
                .flatMap(pump -> regions.stream()
                        .filter(region -> region.name().equals(pump.name()))
                        .findFirst())
                .map(Region::state)
                .filter(RegionState.Open.class::isInstance)
                .map(state -> new RegionLog(((RegionState.Open) state).storage(), now.keys(), now.segmentBytes()));
    }

    private RegionLog log(Storage storage, ServerIdentity server) {
        return new RegionLog(storage, server.keys(cluster.name()), server.segmentBytes());
    }
}
