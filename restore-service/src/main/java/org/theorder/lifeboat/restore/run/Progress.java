package org.theorder.lifeboat.restore.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.Lsn;

/** How far a running restore is; written by its threads, read by any. */
public final class Progress {
    /**
     * One look.
     *
     * @param bytesDone of the phase, COPYING and VERIFYING
     * @param bytesTotal 0 while unknown
     * @param replayed how far replay is known to be; null before it began
     * @param walEnd where it goes; null before it is known, and for a time, of which nobody knows where it lies
     * @param walExpected where a time is expected to lie, for forecasts alone; null for all else
     * @param phaseTook since the phase began
     */
    public record Snapshot(
            RestorePhase phase,
            long bytesDone,
            long bytesTotal,
            @Nullable Lsn walStart,
            @Nullable Lsn replayed,
            @Nullable Lsn walEnd,
            @Nullable Lsn walExpected,
            Duration phaseTook) {

        /** Time that the rest of the phase takes if it goes on as it did; null while nobody can say. */
        public @Nullable Duration phaseLeft() {
            Double done = fraction();
            return done == null || done == 0
                    ? null
                    : Duration.ofNanos((long) (phaseTook.toNanos() * (1 - done) / done));
        }

        /** Of the phase, 0 to 100; null while nobody can say. */
        public @Nullable Integer percent() {
            Double done = fraction();
            return done == null ? null : (int) (done * 100);
        }

        /** Whether nothing but time has changed. */
        boolean sameAs(Snapshot other) {
            return phase == other.phase
                    && bytesDone == other.bytesDone
                    && bytesTotal == other.bytesTotal
                    && Objects.equals(replayed, other.replayed)
                    && Objects.equals(walEnd, other.walEnd);
        }

        /** From 0 to 1; whatever has gone farther than was expected goes on for nobody knows how long. */
        private @Nullable Double fraction() {
            Lsn goal = walEnd == null ? walExpected : walEnd;
            if (phase == RestorePhase.REPLAYING && walStart != null && replayed != null && goal != null) {
                return goal.isBefore(replayed) || replayed.isBefore(walStart)
                        ? null
                        : share(replayed.minus(walStart), goal.minus(walStart));
            }
            return bytesTotal == 0 || bytesDone > bytesTotal ? null : share(bytesDone, bytesTotal);
        }

        private static double share(long done, long total) {
            return total == 0 ? 1 : (double) done / total;
        }
    }

    /** See {@link Snapshot}. */
    private record Wal(
            @Nullable Lsn start,
            @Nullable Lsn replayed,
            @Nullable Lsn end,
            @Nullable Lsn expected) {
        static final Wal UNKNOWN = new Wal(null, null, null, null);
    }

    private record State(
            RestorePhase phase, long bytesDone, long bytesTotal, Wal wal, long phaseBegan, List<PhaseTime> ended) {}

    private State state = new State(RestorePhase.WAITING, 0, 0, Wal.UNKNOWN, System.nanoTime(), List.of());

    /** Begins a phase; its bytes count from zero. */
    void begin(RestorePhase phase) {
        change(before -> {
            List<PhaseTime> ended = new ArrayList<>(before.ended());
            if (before.phase() != RestorePhase.WAITING) {
                ended.add(new PhaseTime(before.phase(), since(before)));
            }
            return new State(phase, 0, 0, before.wal(), System.nanoTime(), List.copyOf(ended));
        });
    }

    void bytes(long done, long total) {
        change(before -> new State(
                before.phase(),
                Math.max(done, before.bytesDone()),
                total,
                before.wal(),
                before.phaseBegan(),
                before.ended()));
    }

    void moreBytes(long more) {
        change(before -> new State(
                before.phase(),
                before.bytesDone() + more,
                before.bytesTotal(),
                before.wal(),
                before.phaseBegan(),
                before.ended()));
    }

    /**
     * How far replay is.
     *
     * @param end null for a time
     * @param expected where a time is expected to lie; null for all else
     */
    void wal(Lsn start, Lsn replayed, @Nullable Lsn end, @Nullable Lsn expected) {
        change(before -> new State(
                before.phase(),
                before.bytesDone(),
                before.bytesTotal(),
                new Wal(start, replayed, end, expected),
                before.phaseBegan(),
                before.ended()));
    }

    /** Takes over what another process has seen of its own restore. */
    public void show(Snapshot seen) {
        change(before -> new State(
                seen.phase(),
                seen.bytesDone(),
                seen.bytesTotal(),
                new Wal(seen.walStart(), seen.replayed(), seen.walEnd(), seen.walExpected()),
                System.nanoTime() - seen.phaseTook().toNanos(),
                before.ended()));
    }

    private synchronized void change(UnaryOperator<State> how) {
        state = how.apply(state);
    }

    private static Duration since(State state) {
        return Duration.ofNanos(System.nanoTime() - state.phaseBegan());
    }

    /** The phases that are over, and the present one so far. */
    synchronized List<PhaseTime> phases() {
        State now = state;
        List<PhaseTime> phases = new ArrayList<>(now.ended());
        if (now.phase() != RestorePhase.WAITING && now.phase() != RestorePhase.ENDED) {
            phases.add(new PhaseTime(now.phase(), since(now)));
        }
        return phases;
    }

    public synchronized Snapshot snapshot() {
        State now = state;
        return new Snapshot(
                now.phase(),
                now.bytesDone(),
                now.bytesTotal(),
                now.wal().start(),
                now.wal().replayed(),
                now.wal().end(),
                now.wal().expected(),
                since(now));
    }
}
