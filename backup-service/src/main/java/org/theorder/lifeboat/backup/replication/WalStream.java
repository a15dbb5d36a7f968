package org.theorder.lifeboat.backup.replication;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.theorder.lifeboat.events.Lsn;

/**
 * WAL as it is written: one thread {@linkplain #run runs} the stream, any thread {@linkplain #status reports} what is
 * safe. Source: PostgreSQL documentation 54.4, START_REPLICATION.
 */
public final class WalStream {
    private static final Instant POSTGRES_EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    private final Session session;
    private final MessageReader reader;
    private final ReentrantLock writing = new ReentrantLock();
    private final boolean overAtOnce;
    private long position;

    private WalStream(Session session, Lsn from, boolean overAtOnce) {
        this.session = session;
        this.reader = session.reader();
        this.position = from.value();
        this.overAtOnce = overAtOnce;
    }

    static WalStream begin(Session session, Lsn from) {
        byte type = session.next();
        return switch (type) {
            case 'W' -> new WalStream(session, from, false);
            // the timeline ends exactly here: the result that follows a stream comes at once
            case 'T' -> new WalStream(session, from, true);
            default -> throw session.unexpectedMessage();
        };
    }

    /** Passes WAL on until the stream ends. */
    public StreamEnd run(WalSink sink) {
        if (overAtOnce) {
            return afterStream();
        }
        while (true) {
            switch (session.next()) {
                case 'd' -> {
                    if (reader.remaining() > 0) {
                        message(reader.readByte(), sink);
                    }
                }
                case 'c' -> {
                    writing.lock();
                    try {
                        session.writer().begin('c').send();
                    } finally {
                        writing.unlock();
                    }
                    return afterStream();
                }
                // a server that shuts down ends the command without ending the COPY first
                case 'C' -> {
                    return new StreamEnd.ServerStopped();
                }
                default -> throw session.unexpectedMessage();
            }
        }
    }

    private void message(byte kind, WalSink sink) {
        switch (kind) {
            case 'w' -> {
                long start = reader.readLong();
                long serverFlushed = reader.readLong();
                Instant sentAt = time(reader.readLong());
                if (start != position) {
                    throw reader.broken(
                            "sent WAL from " + new Lsn(start) + " where " + new Lsn(position) + " was to come");
                }
                while (reader.remaining() > 0) {
                    Lsn pieceStart = new Lsn(position);
                    var piece = reader.readPiece();
                    position += piece.remaining();
                    sink.wal(pieceStart, piece);
                }
                sink.sent(new Lsn(serverFlushed), sentAt);
            }
            case 'k' -> {
                long sentUpTo = reader.readLong();
                Instant sentAt = time(reader.readLong());
                sink.keepalive(new Lsn(sentUpTo), sentAt, reader.readByte() != 0);
            }
            default -> throw reader.broken("sent a streaming message of unknown kind " + kind);
        }
    }

    private StreamEnd afterStream() {
        List<Row> rows = session.results();
        if (rows.isEmpty()) {
            return new StreamEnd.ServerStopped();
        }
        Row row = rows.getFirst();
        return new StreamEnd.TimelineEnded(row.timeline(0), row.lsn(1));
    }

    /**
     * Tells the server what it may forget.
     *
     * @param received as far as we have it in memory
     * @param durable as far as it is safe in the repository; the slot lets go of everything before
     * @param replyWanted asks for a keepalive at once
     */
    public void status(Lsn received, Lsn durable, boolean replyWanted, Clock clock) {
        writing.lock();
        try {
            session.writer()
                    .begin('d')
                    .octet('r')
                    .number(received.value())
                    .number(durable.value())
                    .number(durable.value())
                    .number(Duration.between(POSTGRES_EPOCH, clock.instant()).toNanos() / 1000)
                    .octet(replyWanted ? 1 : 0)
                    .send();
        } finally {
            writing.unlock();
        }
    }

    private static Instant time(long microseconds) {
        return POSTGRES_EPOCH.plus(microseconds, ChronoUnit.MICROS);
    }
}
