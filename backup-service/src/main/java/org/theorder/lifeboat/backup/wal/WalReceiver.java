package org.theorder.lifeboat.backup.wal;

import io.micrometer.core.instrument.Counter;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.backup.replication.WalSink;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;

/** Takes the messages of one stream: bytes into the window, positions and times into the marks. */
final class WalReceiver implements WalSink {
    private final WalWindow window;
    private final WalMarks marks;
    private final Counter bytes;
    private final int timeline;
    private final boolean currentTimeline;
    private volatile Lsn serverFlushed;
    private volatile Lsn received;
    private @Nullable Instant previousMessage;

    /** @param currentTimeline false while an older timeline is read to its end: its positions say nothing about now */
    WalReceiver(WalWindow window, WalMarks marks, Counter bytes, WalPosition begin, boolean currentTimeline) {
        this.window = window;
        this.marks = marks;
        this.bytes = bytes;
        this.timeline = begin.timeline();
        this.currentTimeline = currentTimeline;
        this.serverFlushed = begin.lsn();
        this.received = begin.lsn();
    }

    /** How far the server was, last it said. */
    Lsn serverFlushed() {
        return serverFlushed;
    }

    /** The first byte that has not come yet. */
    Lsn received() {
        return received;
    }

    @Override
    public void wal(Lsn start, ByteBuffer piece) {
        bytes.increment(piece.remaining());
        received = start.plus(piece.remaining());
        try {
            window.append(piece);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LifeboatException(ErrorCode.TIMED_OUT, "the WAL stream was stopped", e);
        }
    }

    @Override
    public void sent(Lsn flushed, Instant sentAt) {
        mark(flushed);
        previousMessage = sentAt;
        serverFlushed = Lsn.max(flushed, received);
    }

    @Override
    public void keepalive(Lsn sentUpTo, Instant sentAt, boolean replyWanted) {
        // a keepalive tells what was sent, not what exists: it counts only if nothing was known to be on its way
        if (!received.isBefore(serverFlushed)) {
            mark(sentUpTo);
        }
        previousMessage = sentAt;
        serverFlushed = Lsn.max(serverFlushed, sentUpTo);
        if (replyWanted) {
            window.hurry();
        }
    }

    private void mark(Lsn position) {
        Instant time = previousMessage;
        if (time != null && currentTimeline) {
            marks.add(new WalPosition(timeline, position), time);
        }
    }
}
