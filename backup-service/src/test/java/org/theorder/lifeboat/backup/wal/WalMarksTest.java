package org.theorder.lifeboat.backup.wal;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.wal.WalEncoder;

class WalMarksTest {
    private static final int SEGMENT = 1 << 20;
    private static final Lsn START = new Lsn(SEGMENT);

    private final WalMarks marks = new WalMarks();

    @Test
    void timeCountsOnlyWhereItsPositionIsDurable() {
        marks.add(at(100), second(1));
        marks.add(at(200), second(2));
        assertThat(marks.safeThrough(at(99))).isEmpty();
        assertThat(marks.safeThrough(at(100))).contains(second(1));
        assertThat(marks.safeThrough(at(199))).contains(second(1));
        assertThat(marks.safeThrough(at(5000))).contains(second(2));
    }

    @Test
    void idleServerStaysFreshWithoutNewPositions() {
        marks.add(at(100), second(1));
        marks.add(at(100), second(9));
        assertThat(marks.safeThrough(at(100))).contains(second(9));
    }

    @Test
    void laterTimelineComesAfterAnEarlierOne() {
        marks.add(new WalPosition(1, new Lsn(900)), second(1));
        marks.add(new WalPosition(2, new Lsn(500)), second(2));
        assertThat(marks.safeThrough(new WalPosition(1, new Lsn(1000)))).contains(second(1));
        assertThat(marks.safeThrough(new WalPosition(2, new Lsn(500)))).contains(second(2));
    }

    @Test
    void manyMarksAreThinnedButNeverClaimMore() {
        for (int i = 1; i <= 5000; i++) {
            marks.add(at(i), second(i));
        }
        assertThat(marks.safeThrough(at(5000))).contains(second(5000));
        assertThat(marks.safeThrough(at(2500)).orElseThrow()).isBeforeOrEqualTo(second(2500));
    }

    @Test
    void messageVouchesForTheTimeOfTheOneBeforeIt() throws InterruptedException {
        WalReceiver receiver = receiver(true);
        receiver.wal(START, ByteBuffer.allocate(10));
        receiver.sent(START.plus(10), second(1));
        assertThat(marks.safeThrough(position(10))).isEmpty();
        receiver.keepalive(START.plus(10), second(2), false);
        assertThat(marks.safeThrough(position(10))).contains(second(1));
        receiver.keepalive(START.plus(10), second(3), false);
        assertThat(marks.safeThrough(position(10))).contains(second(2));
    }

    @Test
    void keepaliveSaysNothingWhileWalIsKnownToBeOnItsWay() throws InterruptedException {
        WalReceiver receiver = receiver(true);
        receiver.keepalive(START, second(1), false);
        receiver.wal(START, ByteBuffer.allocate(10));
        // the server has flushed 500 bytes and sent 10
        receiver.sent(START.plus(500), second(2));
        receiver.keepalive(START.plus(10), second(3), false);
        assertThat(marks.safeThrough(position(10))).isEmpty();
        assertThat(marks.safeThrough(position(500))).contains(second(1));
    }

    @Test
    void oldTimelineSaysNothingAboutNow() throws InterruptedException {
        WalReceiver receiver = receiver(false);
        receiver.keepalive(START, second(1), false);
        receiver.keepalive(START, second(2), false);
        assertThat(marks.safeThrough(position(10))).isEmpty();
    }

    private WalReceiver receiver(boolean current) {
        WalPosition begin = new WalPosition(1, START);
        return new WalReceiver(
                new WalWindow(
                        begin, SEGMENT, List.of(new RegionName("primary")), new SegmentMemory(), WalEncoder.plain()),
                marks,
                Counter.builder("bytes").register(new SimpleMeterRegistry()),
                begin,
                current);
    }

    private static WalPosition position(long offset) {
        return new WalPosition(1, START.plus(offset));
    }

    private static WalPosition at(long lsn) {
        return new WalPosition(1, new Lsn(lsn));
    }

    private static Instant second(int second) {
        return Instant.ofEpochSecond(second);
    }
}
