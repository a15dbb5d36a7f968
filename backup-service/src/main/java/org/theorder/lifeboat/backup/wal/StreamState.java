package org.theorder.lifeboat.backup.wal;

import io.micrometer.core.instrument.Counter;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.cluster.Registrar;
import org.theorder.lifeboat.backup.cluster.ServerIdentity;
import org.theorder.lifeboat.backup.cluster.Slots;
import org.theorder.lifeboat.backup.duty.HeldStorage;
import org.theorder.lifeboat.backup.region.Region;
import org.theorder.lifeboat.backup.region.RegionState;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.encryption.FingerprintKeys;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.wal.WalDigests;
import org.theorder.lifeboat.repository.wal.WalEncoder;

/** What the threads of one cluster's stream share: the reader ({@link StreamSession}), the pumps, whoever asks how it goes. */
final class StreamState {
    private static final Logger LOG = LoggerFactory.getLogger(StreamState.class);

    private final Cluster cluster;
    private final List<Region> regions;
    private final WalConfiguration configuration;
    private final Registrar registrar;
    private final StreamSlot slot;
    private final Clock clock;
    private final Counter streamedBytes;
    private final SegmentMemory memory;
    private final Supplier<FingerprintKeys> fingerprints;
    private final WalDigests digests;
    private final WalMarks marks = new WalMarks();
    private final WalConflicts conflicts;

    private volatile Runnable held = () -> {};
    private volatile List<RegionPump> pumps;
    private volatile @Nullable WalSource source;
    private volatile @Nullable ServerIdentity identity;
    private volatile @Nullable WalReceiver receiver;
    private volatile @Nullable WalGap gap;
    private volatile Acknowledgement acknowledged = new Acknowledgement(Lsn.ZERO, List.of());
    private volatile @Nullable WalPosition serverBegins;
    private @Nullable WalPosition missing;

    StreamState(
            Cluster cluster,
            List<Region> regions,
            WalConfiguration configuration,
            Registrar registrar,
            Slots slots,
            Clock clock,
            Counter streamedBytes,
            SegmentMemory memory,
            Supplier<FingerprintKeys> fingerprints,
            WalDigests digests,
            WalConflicts conflicts) {
        this.cluster = cluster;
        this.regions = regions;
        this.configuration = configuration;
        this.registrar = registrar;
        this.slot = new StreamSlot(cluster, slots);
        this.clock = clock;
        this.streamedBytes = streamedBytes;
        this.memory = memory;
        this.fingerprints = fingerprints;
        this.digests = digests;
        this.conflicts = conflicts;
        this.pumps = newPumps();
    }

    Cluster cluster() {
        return cluster;
    }

    /** Pumps of a new term of office, not started yet; {@code stillHeld} throws LEASE_LOST when it is over. */
    List<RegionPump> renewPumps(Runnable stillHeld) {
        held = stillHeld;
        List<RegionPump> fresh = newPumps();
        pumps = fresh;
        return fresh;
    }

    private List<RegionPump> newPumps() {
        return regions.stream().map(region -> new RegionPump(this, region)).toList();
    }

    List<StreamStatus.RegionStatus> regionStatus() {
        return pumps.stream()
                .map(pump -> new StreamStatus.RegionStatus(
                        pump.name(),
                        pump.durable().orElse(null),
                        pump.safeThrough().orElse(null),
                        pump.trouble().map(RegionPump.Trouble::explanation).orElse(null),
                        pump.trouble().map(RegionPump.Trouble::reason).orElse(null)))
                .toList();
    }

    /** How far the primary is; empty while there is no stream. */
    Optional<Lsn> primary() {
        return Optional.ofNullable(receiver).map(WalReceiver::serverFlushed);
    }

    @Nullable
    WalGap gap() {
        return gap;
    }

    /** A full backup has begun behind the gap. */
    void gapClosed(WalGap closed) {
        if (closed.equals(gap)) {
            gap = null;
        }
    }

    /** What the server keeps because it was not acknowledged, given how far it is. */
    long retainedBytes(Lsn primary) {
        Lsn upTo = acknowledged.upTo();
        return upTo.equals(Lsn.ZERO) ? 0 : Math.max(0, primary.minus(upTo));
    }

    /** Before the server was ever reached, the repository tells whose WAL it holds. */
    void findSource() {
        if (source == null) {
            registrar
                    .known(cluster)
                    .ifPresent(known ->
                            source = new WalSource(known.keys(), known.walSegmentBytes(), null, null, Map.of()));
            pumps.forEach(RegionPump::wake);
        }
    }

    /** The window of the present or last stream. */
    Optional<WalWindow> window() {
        return Optional.ofNullable(source).flatMap(known -> Optional.ofNullable(known.window()));
    }

    /** The term of office is over; the next one looks anew. */
    void forgetSource() {
        source = null;
    }

    void register(ServerIdentity server) {
        registrar.register(cluster, server);
        identity = server;
    }

    /** What every region that is open holds. */
    List<Map<Integer, Lsn>> stored(ServerIdentity server, Lineage lineage) {
        List<Map<Integer, Lsn>> stored = regions.stream()
                .map(Region::state)
                .filter(RegionState.Open.class::isInstance)
                .map(state -> log((RegionState.Open) state, server.keys(cluster.name()), server.segmentBytes())
                        .durable(lineage))
                .toList();
        if (stored.isEmpty()) {
            throw new LifeboatException(
                    ErrorCode.STORE_UNREACHABLE,
                    "no region of cluster " + cluster.name() + " can be used; GET /regions says why");
        }
        return stored;
    }

    void awaitDrained() throws InterruptedException {
        WalWindow last = window().orElse(null);
        if (last != null) {
            last.awaitDrained();
        }
    }

    /**
     * Where to begin: as planned, unless the server said last time that it no longer has that; then where its slot
     * begins, with a gap.
     */
    WalPosition afterGap(StreamPlan.Begin plan, WalPosition oldestKept) {
        WalPosition notThere = missing;
        missing = null;
        serverBegins = null;
        if (notThere == null || notThere.isBefore(plan.at())) {
            return plan.at();
        }
        if (!plan.at().isBefore(oldestKept)) {
            // the slot promises WAL that the server does not have: a new slot tells the truth
            slot.useless();
            missing = notThere;
            throw new LifeboatException(ErrorCode.SLOT_LOST, "the replication slot is made anew");
        }
        WalGap found = new WalGap(plan.at().timeline(), plan.durable(), oldestKept.lsn());
        gap = found;
        serverBegins = oldestKept;
        LOG.error("WAL is missing cluster={} from={} to={}", cluster.name(), found.from(), found.to());
        return oldestKept;
    }

    /** Where a region begins that has nothing: with the window, or before it if the server still keeps WAL for it. */
    Optional<WalPosition> beginOfEmpty(WalWindow window, Lineage lineage, int segmentBytes) {
        return Optional.of(acknowledged.upTo())
                .filter(kept -> !kept.equals(Lsn.ZERO))
                .map(kept -> new WalPosition(lineage.timelineAt(kept), kept).segmentStart(segmentBytes))
                .filter(kept -> window.begin().filter(kept::isBefore).isPresent())
                .or(window::begin);
    }

    /** Where the server's WAL begins, if it has said that it no longer has what comes at a position. */
    Optional<WalPosition> goneFromServer(WalPosition position) {
        return Optional.ofNullable(serverBegins).filter(position::isBefore);
    }

    void missing(WalPosition position) {
        missing = position;
    }

    StreamSlot slot() {
        return slot;
    }

    WalConflicts conflicts() {
        return conflicts;
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
            LOG.info("WAL streams cluster={} from={}", cluster.name(), now.received());
        }
    }

    /** A new stream: the slot keeps WAL from here on, whatever an earlier server was told. */
    void slotBegins(Lsn position) {
        acknowledged = new Acknowledgement(position, List.of());
    }

    /**
     * What the server may forget, given how far the furthest region is; it never goes back.
     *
     * @return zero while no region is known to be anywhere
     */
    Lsn acknowledge(Lsn anywhere) {
        if (anywhere.equals(Lsn.ZERO)) {
            return Lsn.ZERO;
        }
        Map<RegionName, Lsn> durable = new HashMap<>();
        pumps.forEach(pump ->
                pump.durable().flatMap(this::reached).ifPresent(position -> durable.put(pump.name(), position)));
        Acknowledgement now = Acknowledgement.of(
                cluster.settings().durability().walAcknowledgedIn(),
                cluster.regions(),
                durable,
                anywhere,
                acknowledged,
                configuration.heldAtMost());
        if (!now.notWaitedFor().equals(acknowledged.notWaitedFor())) {
            LOG.warn(
                    "WAL that not all regions have is acknowledged, so that the primary's disk does not fill cluster={}"
                            + " behind={}",
                    cluster.name(),
                    now.notWaitedFor());
        }
        acknowledged = now;
        return now.upTo();
    }

    private Optional<Lsn> reached(WalPosition durable) {
        Lineage lineage = Optional.ofNullable(source).map(WalSource::lineage).orElse(null);
        return lineage == null ? Optional.of(durable.lsn()) : lineage.reachedBy(durable);
    }

    Acknowledgement acknowledgement() {
        return acknowledged;
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
            registrar.register(cluster, server, new HeldStorage(storage, held));
        }
    }

    /** The other regions that are open, the most advanced first. */
    List<RegionLog> openOthers(RegionName region) {
        WalSource now = source;
        return now == null
                ? List.of()
                : pumps.stream()
                        .filter(pump -> !pump.name().equals(region))
                        .sorted(Comparator.comparing(
                                        (RegionPump pump) -> pump.durable().orElse(null),
                                        Comparator.nullsFirst(Comparator.naturalOrder()))
                                .reversed())
                        .map(pump -> pump.region().state())
                        .filter(RegionState.Open.class::isInstance)
                        .map(state -> log((RegionState.Open) state, now.keys(), now.segmentBytes()))
                        .toList();
    }

    /** The server has tidied an old history file away; another region may have it. */
    void historyFromElsewhere(RegionName region, int timeline, RegionLog to) {
        WalSource now = source;
        if (now == null || to.reader().history(timeline).isPresent()) {
            return;
        }
        for (Region other : regions) {
            if (!other.name().equals(region) && other.state() instanceof RegionState.Open open) {
                try {
                    if (log(open, now.keys(), now.segmentBytes()).copyInto(to).history(timeline)) {
                        return;
                    }
                } catch (LifeboatException e) {
                    LOG.warn(
                            "a history file could not be copied cluster={} region={} timeline={} reason={}",
                            cluster.name(),
                            region,
                            timeline,
                            e.explanation());
                }
            }
        }
    }

    RegionLog log(RegionState.Open open, ClusterKeys keys, int segmentBytes) {
        return new RegionLog(
                new HeldStorage(cluster.writing(open.storage(), clock), held),
                keys,
                segmentBytes,
                fingerprints.get(),
                digests.in(open.repository()),
                () -> acknowledged.upTo());
    }

    /** How WAL of this server is written. */
    WalEncoder encoder(ServerIdentity server) {
        return WalEncoder.of(
                server.keys(cluster.name()), cluster.settings().encryption().encryption(), fingerprints.get());
    }
}
