package org.theorder.lifeboat.backup.wal;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.backup.cluster.PrimaryConnection;
import org.theorder.lifeboat.backup.replication.SlotState;
import org.theorder.lifeboat.backup.replication.StreamEnd;
import org.theorder.lifeboat.backup.replication.WalStream;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.wal.TimelineHistory;

/** One connection's life: whom we talk to, where to begin, then WAL until it breaks. */
final class StreamSession {
    private final StreamState state;
    private final PrimaryConnection primary;
    private final Runnable established;
    private final Map<Integer, byte[]> histories = new HashMap<>();

    StreamSession(StreamState state, PrimaryConnection primary, Runnable established) {
        this.state = state;
        this.established = established;
        this.primary = primary;
    }

    /** Streams until the server stops or the connection breaks. */
    void run() throws InterruptedException {
        state.register(primary.identity());
        SlotState slot = slot();
        Lineage lineage = lineage(primary.system().timeline());
        WalPosition begin = begin(lineage, slot);
        WalWindow window = new WalWindow(
                begin,
                primary.identity().segmentBytes(),
                state.cluster().regions(),
                state.memory(),
                state.encoder(primary.identity()));
        state.stream(window, lineage, Map.copyOf(histories), primary.identity());
        try {
            stream(window, begin);
        } finally {
            window.endStream();
        }
    }

    private SlotState slot() {
        SlotState slot = state.slot().ensure(primary);
        if (slot.restartLsn() != null) {
            state.slotBegins(slot.restartLsn());
        }
        return slot;
    }

    private Lineage lineage(int timeline) {
        if (timeline == 1) {
            return Lineage.first(timeline);
        }
        Lineage lineage = Lineage.of(TimelineHistory.parse(timeline, history(timeline)));
        lineage.ancestors().stream()
                .map(WalPosition::timeline)
                .filter(ancestor -> ancestor > 1)
                .forEach(this::historyIfKept);
        return lineage;
    }

    private byte[] history(int timeline) {
        byte[] history = primary.replication().timelineHistory(timeline);
        histories.put(timeline, history);
        return history;
    }

    /** Old histories may have been tidied away on the server; each newer one holds their lines too. */
    private void historyIfKept(int timeline) {
        try {
            history(timeline);
        } catch (LifeboatException e) {
            if (e.code() == ErrorCode.SERVER_UNREACHABLE) {
                throw e;
            }
        }
    }

    private WalPosition begin(Lineage lineage, SlotState slot) throws InterruptedException {
        int segmentBytes = primary.identity().segmentBytes();
        Lsn keptFrom = slot.restartLsn() == null ? primary.system().flushed() : slot.restartLsn();
        WalPosition oldestKept = new WalPosition(lineage.current(), keptFrom).segmentStart(segmentBytes);
        // what the last stream left in memory may exist nowhere else; only then the regions say how far they are
        state.awaitDrained();
        return switch (StreamPlan.decide(
                lineage,
                primary.system().flushed(),
                state.stored(primary.identity(), lineage),
                keptFrom,
                segmentBytes)) {
            case StreamPlan.Refuse refuse -> throw new LifeboatException(ErrorCode.SERVER_CHANGED, refuse.reason());
            case StreamPlan.Begin begin -> state.afterGap(begin, oldestKept);
        };
    }

    private void stream(WalWindow window, WalPosition begin) throws InterruptedException {
        WalPosition position = begin;
        while (true) {
            boolean current = position.timeline() == primary.system().timeline();
            WalReceiver receiver = state.receiver(window, position, current);
            StreamEnd end;
            try {
                WalStream stream = primary.replication()
                        .startReplication(state.cluster().slot(), position.lsn(), position.timeline());
                end = run(stream, window, receiver, position.timeline());
            } catch (LifeboatException e) {
                window.requireWanted();
                throw noted(e, position, receiver);
            }
            position = switch (end) {
                case StreamEnd.ServerStopped _ ->
                    throw new LifeboatException(
                            ErrorCode.SERVER_UNREACHABLE,
                            "PostgreSQL at " + state.cluster().server().display()
                                    + " is shutting down; tried again by itself");
                case StreamEnd.TimelineEnded ended -> switchTimeline(window, ended);
            };
        }
    }

    /** The server no longer has what is needed: remembered, so that the next connection begins where it can. */
    private LifeboatException noted(LifeboatException e, WalPosition position, WalReceiver receiver) {
        if (e.code() == ErrorCode.WAL_GAP) {
            state.missing(new WalPosition(position.timeline(), receiver.received()));
        }
        if (e.code() == ErrorCode.SLOT_LOST) {
            state.slot().lost();
        }
        return e;
    }

    private WalPosition switchTimeline(WalWindow window, StreamEnd.TimelineEnded ended) throws InterruptedException {
        WalPosition next = new WalPosition(ended.nextTimeline(), ended.switchPoint())
                .segmentStart(primary.identity().segmentBytes());
        if (!histories.containsKey(ended.nextTimeline())) {
            history(ended.nextTimeline());
        }
        window.nextTimeline(next);
        state.timelineChanged(window, lineage(ended.nextTimeline()), Map.copyOf(histories));
        return next;
    }

    private StreamEnd run(WalStream stream, WalWindow window, WalReceiver receiver, int timeline)
            throws InterruptedException {
        state.streaming(receiver);
        established.run();
        Thread reports = Thread.ofVirtual()
                .name("wal-" + state.cluster().name() + "-status")
                .start(() -> report(stream, window, receiver, timeline));
        try {
            return stream.run(receiver);
        } finally {
            state.streaming(null);
            reports.interrupt();
            reports.join();
        }
    }

    /** Tells the server what is durable whenever that grows, and asks for a sign of life at every interval. */
    private void report(WalStream stream, WalWindow window, WalReceiver receiver, int timeline) {
        Duration interval = state.keepaliveInterval();
        long askedAt = System.nanoTime() - interval.toNanos();
        @Nullable Lsn told = null;
        try {
            while (!Thread.currentThread().isInterrupted()) {
                window.requireWanted();
                Lsn anywhere = window.durableAnywhere(timeline).orElse(Lsn.ZERO);
                Lsn durable = state.acknowledge(anywhere);
                boolean ask = System.nanoTime() - askedAt >= interval.toNanos();
                if (ask || !durable.equals(told)) {
                    stream.status(Lsn.max(receiver.received(), anywhere), durable, ask, state.clock());
                    askedAt = ask ? System.nanoTime() : askedAt;
                    told = durable;
                }
                window.awaitChange(interval.minusNanos(System.nanoTime() - askedAt));
            }
        } catch (InterruptedException | LifeboatException e) {
            // the thread that reads the stream sees the same end and tells it
            primary.replication().abort();
        }
    }
}
