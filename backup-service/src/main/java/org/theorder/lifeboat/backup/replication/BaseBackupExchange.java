package org.theorder.lifeboat.backup.replication;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.theorder.lifeboat.events.Lsn;

/**
 * BASE_BACKUP as PostgreSQL 15 and newer answer it: two results (start position; tablespaces), one COPY whose messages
 * begin with a type byte, one result (stop position). Source: PostgreSQL documentation 54.4 and {@code
 * basebackup_copy.c}.
 */
final class BaseBackupExchange {
    /** What is going on once the server has begun to send; for its errors. */
    static final String AFTER_START = "BASE_BACKUP after its start";

    private static final int MOST_TABLESPACES = 10_000;

    private final Session session;
    private final MessageReader reader;
    private final BaseBackupSink sink;
    private boolean inManifest;
    private boolean inArchive;

    BaseBackupExchange(Session session, BaseBackupSink sink) {
        this.session = session;
        this.reader = session.reader();
        this.sink = sink;
    }

    void run(BaseBackupOptions options, Duration patience) {
        long usual = session.transport().timeout();
        session.transport().timeout(Math.max(usual, patience.toNanos()));
        session.send(options.command());
        Row start = oneRow();
        session.nowDoing(AFTER_START);
        Lsn startLsn = start.lsn(0);
        int timeline = start.timeline(1);
        sink.started(startLsn, timeline, tablespaces());
        session.transport().timeout(usual);
        expect('H');
        copy();
        Row stop = oneRow();
        Lsn stopLsn = stop.lsn(0);
        if (stopLsn.isBefore(startLsn)) {
            throw reader.broken("ended a base backup before its start");
        }
        int stopTimeline = stop.timeline(1);
        session.results();
        sink.finished(stopLsn, stopTimeline);
    }

    private Row oneRow() {
        expect('T');
        expect('D');
        Row row = Row.read(reader);
        expect('C');
        return row;
    }

    private List<Tablespace> tablespaces() {
        List<Tablespace> tablespaces = new ArrayList<>();
        expect('T');
        for (byte type = session.next(); type != 'C'; type = session.next()) {
            if (type != 'D' || tablespaces.size() == MOST_TABLESPACES) {
                throw session.unexpectedMessage();
            }
            Row row = Row.read(reader);
            tablespaces.add(new Tablespace(
                    row.isNull(0) ? null : row.unsigned(0),
                    row.isNull(1) ? null : row.text(1),
                    row.isNull(2) ? 0 : Math.multiplyExact(Math.min(row.unsigned(2), Long.MAX_VALUE >>> 10), 1024L)));
        }
        return tablespaces;
    }

    private void copy() {
        for (byte type = session.next(); type != 'c'; type = session.next()) {
            if (type != 'd') {
                throw session.unexpectedMessage();
            }
            // an empty message is allowed and means nothing
            if (reader.remaining() > 0) {
                copyMessage(reader.readByte());
            }
        }
        if (!inManifest) {
            throw reader.broken("ended a base backup without its manifest");
        }
    }

    private void copyMessage(byte kind) {
        switch (kind) {
            case 'd' -> {
                while (reader.remaining() > 0) {
                    data();
                }
            }
            case 'p' -> sink.progress(Math.max(0, reader.readLong()));
            case 'n' -> {
                if (inManifest) {
                    throw reader.broken("sent an archive after the manifest");
                }
                inArchive = true;
                sink.archive(reader.readText(), reader.readText());
            }
            case 'm' -> {
                inManifest = true;
                sink.manifest();
            }
            default -> throw reader.broken("sent a base backup message of unknown kind " + kind);
        }
    }

    private void data() {
        if (inManifest) {
            sink.manifestData(reader.readPiece());
        } else if (inArchive) {
            sink.data(reader.readPiece());
        } else {
            throw reader.broken("sent data before it named an archive");
        }
    }

    private void expect(char type) {
        if (session.next() != type) {
            throw session.unexpectedMessage();
        }
    }
}
