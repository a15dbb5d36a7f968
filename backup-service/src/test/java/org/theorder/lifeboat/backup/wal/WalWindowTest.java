package org.theorder.lifeboat.backup.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.wal.WalEncoder;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class WalWindowTest {
    private static final int SEGMENT = 1 << 20;
    private static final RegionName PRIMARY = new RegionName("primary");
    private static final RegionName DR = new RegionName("dr");
    private static final List<RegionName> BOTH = List.of(PRIMARY, DR);
    private static final Duration INTERVAL = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofHours(1);

    private final WalWindow window = new WalWindow(at(1, 0), SEGMENT, BOTH, new SegmentMemory(), WalEncoder.plain());
    private byte next;

    @Test
    void sliceIsDueWhenTheIntervalIsOver() throws InterruptedException {
        append(100);
        try (WalWork.Put put = (WalWork.Put) next(PRIMARY, at(1, 0), INTERVAL)) {
            assertThat(put.whole()).isFalse();
            assertThat(put.from()).isEqualTo(at(1, 0));
            assertThat(put.next()).isEqualTo(at(1, 100));
            assertBytes(put.view(), 0, 100);
        }
    }

    @Test
    void sliceWaitsForItsIntervalUnlessSomebodyHurries() throws InterruptedException {
        append(100);
        assertThat(next(PRIMARY, at(1, 0), LONG)).isInstanceOf(WalWork.Nothing.class);
        window.hurry();
        try (WalWork.Put put = (WalWork.Put) next(PRIMARY, at(1, 0), LONG)) {
            assertThat(put.next()).isEqualTo(at(1, 100));
        }
        append(50);
        assertThat(next(PRIMARY, at(1, 100), LONG)).isInstanceOf(WalWork.Nothing.class);
    }

    /** A backup waits for its last WAL while the stream is given to another replica. */
    @Test
    void nobodyHurriesAClosedWindow() throws InterruptedException {
        append(100);
        window.close();
        window.hurry();
        assertThat(window.isDrainedEverywhere()).isTrue();
    }

    /** The stream ends with that and begins again later, where it was; what had come is put meanwhile. */
    @Test
    void streamThatGetsNoMemoryIsBusyAndLosesNothing() throws InterruptedException {
        AtomicBoolean full = new AtomicBoolean(true);
        int large = 4 * SEGMENT;
        SegmentMemory scarce = new SegmentMemory(size -> {
            if (full.get()) {
                throw new OutOfMemoryError("Cannot reserve direct buffer memory");
            }
            return ByteBuffer.allocateDirect(size);
        });
        WalWindow waiting = new WalWindow(at(1, 0), large, BOTH, scarce, WalEncoder.plain());
        ByteBuffer all = ByteBuffer.allocate(large / 2);
        waiting.append(all.slice(0, 1000));

        assertThatExceptionOfType(LifeboatException.class)
                .isThrownBy(() -> waiting.append(all.slice(1000, large / 2 - 1000)))
                .matches(e -> e.code() == ErrorCode.BUSY)
                .withMessageContaining("MaxDirectMemorySize");

        waiting.endStream();
        try (WalWork.Put put = (WalWork.Put) waiting.next(PRIMARY, at(1, 0), System.nanoTime(), LONG)) {
            assertThat(put.next().isBefore(at(1, 1000))).isFalse();
        }
        full.set(false);
        WalWindow again = new WalWindow(at(1, 0), large, BOTH, scarce, WalEncoder.plain());
        again.append(all.duplicate());
        again.endStream();
        try (WalWork.Put put = (WalWork.Put) again.next(PRIMARY, at(1, 0), System.nanoTime(), LONG)) {
            assertThat(put.next()).isEqualTo(at(1, large / 2));
        }
    }

    /** A stream that is read as fast as it comes needs the memory of one segment, and one that rests needs none. */
    @Test
    void fullSegmentThatEveryRegionHasIsForgottenAtOnce() throws InterruptedException {
        int large = 4 * SEGMENT;
        AtomicInteger taken = new AtomicInteger();
        SegmentMemory counted = new SegmentMemory(size -> {
            taken.incrementAndGet();
            return ByteBuffer.allocateDirect(size);
        });
        WalWindow quick = new WalWindow(at(1, 0), large, BOTH, counted, WalEncoder.plain());
        for (int segment = 0; segment < 4; segment++) {
            long start = (long) segment * large;
            quick.append(ByteBuffer.allocate(large));
            for (RegionName region : BOTH) {
                try (WalWork.Put put = (WalWork.Put) quick.next(region, at(1, start), System.nanoTime(), LONG)) {
                    assertThat(put.whole()).isTrue();
                    quick.durable(region, put.next());
                }
            }
            assertThat(quick.begin()).contains(at(1, start + large));
        }
        assertThat(taken).hasValue(1);
        assertThat(quick.isDrainedEverywhere()).isTrue();
        assertThat(quick.next(DR, at(1, 4L * large), System.nanoTime(), LONG)).isInstanceOf(WalWork.Nothing.class);

        // it goes on where it was, and a region that was lost meanwhile is behind
        quick.append(ByteBuffer.allocate(10));
        try (WalWork.Put put = (WalWork.Put) quick.next(PRIMARY, at(1, 4L * large), 0, Duration.ZERO)) {
            assertThat(put.next()).isEqualTo(at(1, 4L * large + 10));
        }
        assertThat(quick.next(DR, at(1, 3L * large), System.nanoTime(), LONG))
                .isEqualTo(new WalWork.Behind(at(1, 4L * large)));
    }

    @Test
    void fullSegmentStaysForTheRegionThatIsSlowerOrInTrouble() throws InterruptedException {
        window.durable(DR, at(1, 100));
        append(SEGMENT);
        window.durable(PRIMARY, at(1, SEGMENT));
        window.detach(DR);
        window.durable(PRIMARY, at(1, SEGMENT));
        append(10);
        assertThat(window.begin()).contains(at(1, 0));
        try (WalWork.Put put = (WalWork.Put) next(DR, at(1, 100), LONG)) {
            assertThat(put.whole()).isTrue();
            window.durable(DR, put.next());
            assertThat(window.begin()).contains(at(1, SEGMENT));
            // whoever still reads it reads on
            assertBytes(put.view(), 0, SEGMENT);
        }
    }

    @Test
    void streamThatWaitedForRoomMissesNoSegment() throws InterruptedException {
        window.durable(PRIMARY, at(1, 0));
        window.durable(DR, at(1, 0));
        Thread stream = Thread.ofVirtual().start(() -> {
            try {
                append(2 * SEGMENT + 100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        while (window.end().isBefore(at(1, 2 * SEGMENT))) {
            window.awaitChange(Duration.ofMillis(10));
        }
        window.durable(PRIMARY, at(1, 2 * SEGMENT));
        window.durable(DR, at(1, 2 * SEGMENT));
        assertThat(stream.join(Duration.ofSeconds(10))).isTrue();
        assertThat(window.begin()).contains(at(1, 2 * SEGMENT));
        assertThat(window.end()).isEqualTo(at(1, 2 * SEGMENT + 100));
    }

    @Test
    void timelineThatEndsBehindAForgottenSegmentIsLeft() throws InterruptedException {
        append(SEGMENT);
        window.durable(PRIMARY, at(1, SEGMENT));
        window.durable(DR, at(1, SEGMENT));
        window.nextTimeline(at(2, SEGMENT));
        for (RegionName region : BOTH) {
            assertThat(next(region, at(1, SEGMENT), LONG)).isEqualTo(new WalWork.MoveOn(at(2, SEGMENT)));
        }
    }

    @Test
    void eachRegionHasItsOwnSlices() throws InterruptedException {
        append(300);
        try (WalWork.Put one = (WalWork.Put) next(PRIMARY, at(1, 100), INTERVAL);
                WalWork.Put other = (WalWork.Put) next(DR, at(1, 250), INTERVAL)) {
            assertBytes(one.view(), 100, 200);
            assertBytes(other.view(), 250, 50);
        }
    }

    @Test
    void fullSegmentIsPutWholeWhereverTheRegionIs() throws InterruptedException {
        append(SEGMENT + 10);
        try (WalWork.Put put = (WalWork.Put) next(PRIMARY, at(1, 777), LONG)) {
            assertThat(put.whole()).isTrue();
            assertThat(put.next()).isEqualTo(at(1, SEGMENT));
            assertBytes(put.view(), 0, SEGMENT);
        }
        assertThat(next(PRIMARY, at(1, SEGMENT), LONG)).isInstanceOf(WalWork.Nothing.class);
    }

    @Test
    void endOfTheStreamPutsTheRestAtOnce() throws InterruptedException {
        append(10);
        window.endStream();
        try (WalWork.Put put = (WalWork.Put) next(PRIMARY, at(1, 0), LONG)) {
            assertThat(put.next()).isEqualTo(at(1, 10));
        }
    }

    @Test
    void timelineThatEndedIsPutToItsEndThenTheRegionMovesOn() throws InterruptedException {
        append(300);
        window.nextTimeline(at(2, 0));
        try (WalWork.Put put = (WalWork.Put) next(PRIMARY, at(1, 100), LONG)) {
            assertThat(put.next()).isEqualTo(at(1, 300));
        }
        assertThat(next(PRIMARY, at(1, 300), LONG)).isEqualTo(new WalWork.MoveOn(at(2, 0)));
        append(20);
        try (WalWork.Put put = (WalWork.Put) next(PRIMARY, at(2, 0), INTERVAL)) {
            assertThat(put.buffer().segment().timeline()).isEqualTo(2);
        }
    }

    @Test
    void regionThatIsFarBehindIsToldSo() throws InterruptedException {
        next(PRIMARY, at(1, 0), LONG);
        append(SEGMENT);
        window.durable(PRIMARY, at(1, SEGMENT));
        append(SEGMENT);
        window.durable(PRIMARY, at(1, 2 * SEGMENT));
        append(SEGMENT);
        assertThat(next(DR, at(1, 0), LONG)).isEqualTo(new WalWork.Behind(at(1, SEGMENT)));
    }

    @Test
    void streamWaitsWhileNoRegionTakesAnything() throws InterruptedException {
        Thread stream = Thread.ofVirtual().start(() -> {
            try {
                append(3 * SEGMENT);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(stream.join(Duration.ofMillis(500))).isFalse();
        assertThat(window.end()).isEqualTo(at(1, 2 * SEGMENT));
        window.durable(DR, at(1, 2 * SEGMENT));
        assertThat(stream.join(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void slowRegionIsWaitedForAndThenLeftBehind() throws InterruptedException {
        window.durable(DR, at(1, 0));
        window.durable(PRIMARY, at(1, 0));
        append(2 * SEGMENT);
        window.durable(PRIMARY, at(1, 2 * SEGMENT));
        long since = System.nanoTime();
        append(1);
        assertThat(Duration.ofNanos(System.nanoTime() - since)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(8));
        assertThat(next(DR, at(1, 0), LONG)).isInstanceOf(WalWork.Behind.class);
    }

    @Test
    void regionInTroubleIsNotWaitedFor() throws InterruptedException {
        window.durable(DR, at(1, 0));
        window.durable(PRIMARY, at(1, 2 * SEGMENT));
        window.detach(DR);
        append(2 * SEGMENT);
        long since = System.nanoTime();
        append(1);
        assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void drainedMeansThatOneRegionHasEverything() throws InterruptedException {
        append(100);
        window.endStream();
        Thread waiting = Thread.ofVirtual().start(() -> {
            try {
                window.awaitDrained();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        window.durable(PRIMARY, at(1, 50));
        assertThat(waiting.join(Duration.ofMillis(300))).isFalse();
        window.durable(PRIMARY, at(1, 100));
        assertThat(waiting.join(Duration.ofSeconds(5))).isTrue();
        window.durable(DR, at(1, 10));
        assertThat(window.isDrainedEverywhere()).isFalse();
    }

    @Test
    void streamThatIsToBeginEarlierEndsAndLeavesNothingToWaitFor() throws InterruptedException {
        append(100);
        window.beginEarlier();

        assertThatExceptionOfType(LifeboatException.class)
                .isThrownBy(() -> append(100))
                .matches(e -> e.code() == ErrorCode.REGION_BEHIND);
        window.awaitDrained();
    }

    @Test
    void serverMayForgetWhatTheMostAdvancedRegionHas() {
        window.durable(PRIMARY, at(1, 70));
        window.durable(DR, at(1, 90));
        assertThat(window.durableAnywhere(1)).contains(new Lsn(90));
        assertThat(window.durableAnywhere(2)).isEmpty();
    }

    private WalWork next(RegionName region, WalPosition position, Duration interval) throws InterruptedException {
        return window.next(region, position, System.nanoTime(), interval);
    }

    private void append(int count) throws InterruptedException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining()) {
            bytes.put(next++);
        }
        window.append(bytes.flip());
    }

    private static void assertBytes(ByteBuffer view, int from, int count) {
        assertThat(view.remaining()).isEqualTo(count);
        for (int i = 0; i < count; i++) {
            assertThat(view.get(i)).isEqualTo((byte) (from + i));
        }
    }

    private static WalPosition at(int timeline, long lsn) {
        return new WalPosition(timeline, new Lsn(lsn));
    }
}
