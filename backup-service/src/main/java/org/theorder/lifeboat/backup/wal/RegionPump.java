package org.theorder.lifeboat.backup.wal;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.backup.duty.Signal;
import org.theorder.lifeboat.backup.region.Region;
import org.theorder.lifeboat.backup.region.RegionState;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.wal.WalObject;

/**
 * Puts the WAL of one cluster into one region, at the region's own pace. After every start, reconnect and new disk it asks
 * the region itself how far it is. Trouble is told, and tried again.
 */
final class RegionPump {
    private static final Logger LOG = LoggerFactory.getLogger(RegionPump.class);
    private static final Duration RETRY = Duration.ofSeconds(1);

    /** So long a region waits for one that has closed and has its WAL; the stream is not begun anew for each hiccup. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final StreamState stream;
    private final Region region;
    private final Signal signal = new Signal();
    private final Thread thread;
    private volatile boolean stopped;
    private volatile @Nullable WalPosition durable;
    private volatile @Nullable Instant safeThrough;
    private volatile @Nullable Trouble trouble;

    // what the position was found for; another repository or window makes the pump look anew
    private @Nullable UUID repository;
    private @Nullable WalSource source;
    private @Nullable RegionLog log;
    private boolean catchingUp;
    private @Nullable Long strandedNanos;
    private long lastPutNanos = System.nanoTime();

    RegionPump(StreamState stream, Region region) {
        this.stream = stream;
        this.region = region;
        this.thread = Thread.ofVirtual()
                .name("wal-" + stream.cluster().name() + "-" + region.name())
                .unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    void stop() {
        stopped = true;
        thread.interrupt();
    }

    void join(Duration longest) throws InterruptedException {
        var _ = thread.join(longest);
    }

    void wake() {
        signal.wake();
    }

    Region region() {
        return region;
    }

    RegionName name() {
        return region.name();
    }

    /** What is durable there; empty before the region was first asked. */
    Optional<WalPosition> durable() {
        return Optional.ofNullable(durable);
    }

    /**
     * Newer than at the last put if the server said meanwhile that nothing more was written; empty while other WAL than
     * the server's lies there.
     */
    Optional<Instant> safeThrough() {
        if (stream.conflicts().isOpen(stream.cluster(), name())) {
            return Optional.empty();
        }
        durable().ifPresent(this::promise);
        return Optional.ofNullable(safeThrough);
    }

    private synchronized void promise(WalPosition position) {
        Instant known = safeThrough;
        stream.marks()
                .safeThrough(position)
                .filter(time -> known == null || known.isBefore(time))
                .ifPresent(time -> safeThrough = time);
    }

    Optional<Trouble> trouble() {
        return Optional.ofNullable(trouble);
    }

    /** Why WAL does not get on there. */
    record Trouble(ErrorCode reason, String explanation) {}

    private void run() {
        while (!stopped) {
            try {
                round();
            } catch (InterruptedException e) {
                // stopping
                return;
            } catch (LifeboatException e) {
                failed(e.code(), e.explanation());
            } catch (UncheckedIOException e) {
                failed(ErrorCode.STORE_UNREACHABLE, String.valueOf(e.getMessage()));
            } catch (RuntimeException e) {
                LOG.error(
                        "a defect stops WAL for a while cluster={} region={}",
                        stream.cluster().name(),
                        name(),
                        e);
                failed(ErrorCode.INTERNAL, "an internal error; see the service's log");
            }
        }
    }

    private void round() throws InterruptedException {
        RegionState.Open open = region.open();
        WalSource now = stream.source();
        if (now == null) {
            signal.await(RETRY);
            return;
        }
        if (!open.repository().equals(repository) || !now.equals(source)) {
            reposition(open, now);
        }
        WalWindow window = now.window();
        WalPosition position = durable;
        if (window == null || position == null) {
            signal.await(RETRY);
            return;
        }
        switch (window.next(name(), position, lastPutNanos, stream.sliceInterval())) {
            case WalWork.Put put -> put(window, put);
            case WalWork.MoveOn on -> advanced(window, on.next());
            case WalWork.Behind behind -> catchUp(window, behind.window());
            case WalWork.Nothing nothing -> advanced(window, position);
        }
    }

    private void put(WalWindow window, WalWork.Put put) {
        try (put) {
            lastPutNanos = System.nanoTime();
            catchingUp = false;
            RegionLog target = Objects.requireNonNull(log);
            putOrTell(target, put);
            advanced(window, put.next());
            if (put.whole()) {
                target.writer().removeSlices(put.buffer().segment());
            }
        }
    }

    private void putOrTell(RegionLog target, WalWork.Put put) {
        try {
            target.writer().put(put.object());
        } catch (LifeboatException e) {
            if (e.code() == ErrorCode.OBJECT_CONFLICT) {
                // the next round finds the region "further on" and goes on behind it: this must not be forgotten
                stream.conflicts().found(stream.cluster(), name(), put.next().lsn(), e.explanation());
            }
            throw e;
        }
    }

    private void advanced(WalWindow window, WalPosition position) {
        durable = position;
        promise(position);
        trouble = null;
        window.durable(name(), position);
    }

    private void reposition(RegionState.Open open, WalSource now) {
        if (!open.repository().equals(repository)) {
            durable = null;
            safeThrough = null;
            catchingUp = false;
        }
        stream.registerIn(open.storage());
        RegionLog fresh = stream.log(open, now.keys(), now.segmentBytes());
        log = fresh;
        Lineage lineage = now.lineage();
        WalWindow window = now.window();
        if (lineage == null || window == null) {
            durable = fresh.newest().entrySet().stream()
                    .map(entry -> new WalPosition(entry.getKey(), entry.getValue()))
                    .max(WalPosition::compareTo)
                    .orElse(null);
        } else {
            putHistories(fresh, now.histories());
            lineage.histories().stream()
                    .filter(timeline -> !now.histories().containsKey(timeline))
                    .forEach(timeline -> stream.historyFromElsewhere(name(), timeline, fresh));
            durable = position(fresh, lineage)
                    .or(() -> stream.beginOfEmpty(window, lineage, now.segmentBytes()))
                    .orElse(null);
        }
        repository = open.repository();
        source = now;
        strandedNanos = null;
        LOG.info("WAL continues cluster={} region={} from={}", stream.cluster().name(), name(), durable);
    }

    private Optional<WalPosition> position(RegionLog fresh, Lineage lineage) {
        WalPosition reached = durable;
        return catchingUp && reached != null ? fresh.position(lineage, reached) : fresh.position(lineage);
    }

    private static void putHistories(RegionLog log, Map<Integer, byte[]> histories) {
        histories.forEach((timeline, bytes) -> log.writer().put(WalObject.history(timeline, bytes)));
    }

    /** A few segments at a time, so that a stop or a newly opened gap is seen in between. */
    private void catchUp(WalWindow window, WalPosition begin) throws InterruptedException {
        catchingUp = true;
        WalPosition position = Objects.requireNonNull(durable);
        WalSource now = Objects.requireNonNull(source);
        trouble = new Trouble(ErrorCode.REGION_BEHIND, "it was away and catches up: has WAL up to " + position.lsn());
        CatchUp catchUp = new CatchUp(
                stream.openOthers(name()), Objects.requireNonNull(log), Objects.requireNonNull(now.lineage()));
        Optional<WalPosition> next = catchUp.step(position, begin);
        if (next.isPresent()) {
            durable = next.get();
            promise(next.get());
            strandedNanos = null;
            return;
        }
        Optional<WalPosition> behindHole =
                catchUp.behindHole(position, begin).or(() -> stream.goneFromServer(position));
        if (behindHole.isPresent()) {
            passOver(window, position, behindHole.get());
        } else {
            stranded(window, position, begin);
        }
    }

    private void passOver(WalWindow window, WalPosition from, WalPosition to) {
        LOG.warn(
                "WAL is missing that no region which is open has; it is copied when one that has it is back, or a full"
                        + " backup makes the region complete again cluster={} region={} from={} to={}",
                stream.cluster().name(),
                name(),
                from,
                to);
        strandedNanos = null;
        advanced(window, to);
    }

    /**
     * The regions that are ahead are closed, for a moment or for long. What the server promised to keep it sends again;
     * what it may have forgotten is copied when they are back, and meanwhile new WAL needs this region.
     */
    private void stranded(WalWindow window, WalPosition position, WalPosition begin) throws InterruptedException {
        long now = System.nanoTime();
        Long since = strandedNanos;
        if (since == null) {
            strandedNanos = now;
        } else if (now - since > PATIENCE.toNanos()) {
            if (stream.acknowledgement()
                    .keeps(position.lsn(), Objects.requireNonNull(log).segmentBytes())) {
                window.beginEarlier();
            } else {
                passOver(window, position, begin);
                return;
            }
        }
        signal.await(RETRY);
    }

    private void failed(ErrorCode reason, String why) {
        Trouble now = new Trouble(reason, why);
        if (!now.equals(trouble)) {
            LOG.warn(
                    "WAL does not get on cluster={} region={} reason={}",
                    stream.cluster().name(),
                    name(),
                    why);
        }
        trouble = now;
        // what is damaged where it is copied from does not get better: what lies behind it counts
        catchingUp &= reason != ErrorCode.CORRUPT;
        WalSource known = source;
        if (known != null && known.window() != null) {
            known.window().detach(name());
        }
        // whatever happened: the next round asks the region anew how far it is
        source = null;
        try {
            signal.await(RETRY);
        } catch (InterruptedException e) {
            stopped = true;
        }
    }
}
