package org.theorder.lifeboat.backup.replication;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** A logged-in connection: commands go out, messages come in, errors become exceptions. */
final class Session implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);
    private static final int MOST_ROWS = 10_000;
    private static final long GOODBYE_NANOS = 500_000_000L;

    private final Transport transport;
    private final MessageReader reader;
    private final MessageWriter writer;
    private final ServerAddress address;
    private final ServerVersion version;
    private String command = "nothing";

    Session(
            Transport transport,
            MessageReader reader,
            MessageWriter writer,
            ServerAddress address,
            ServerVersion version) {
        this.transport = transport;
        this.reader = reader;
        this.writer = writer;
        this.address = address;
        this.version = version;
    }

    MessageReader reader() {
        return reader;
    }

    MessageWriter writer() {
        return writer;
    }

    Transport transport() {
        return transport;
    }

    ServerVersion version() {
        return version;
    }

    /** Sends a command of the replication grammar. */
    void send(String text) {
        command = text;
        writer.begin('Q').text(text).send();
    }

    /** A command has come so far that its errors mean something else. */
    void nowDoing(String phase) {
        command = phase;
    }

    /** Runs a command to its end; all rows of all its results. */
    List<Row> run(String text) {
        send(text);
        return results();
    }

    /** The one row that this command must give. */
    Row runForRow(String text) {
        List<Row> rows = run(text);
        if (rows.isEmpty()) {
            throw new LifeboatException(
                    ErrorCode.PROTOCOL_BROKEN,
                    "PostgreSQL at " + address.display() + " answered " + Text.shown(text) + " with nothing");
        }
        return rows.getFirst();
    }

    /** Reads to the end of the command (ReadyForQuery). */
    List<Row> results() {
        List<Row> rows = new ArrayList<>();
        @Nullable LifeboatException error = null;
        while (true) {
            switch (nextRaw(error)) {
                case 'D' -> addBounded(rows, Row.read(reader));
                case 'E' -> error = failure(ServerMessage.read(reader));
                case 'Z' -> {
                    if (error != null) {
                        throw error;
                    }
                    return rows;
                }
                case 'T', 'C', 'I', 'c' -> {
                    // shape and end of each result: known from the command
                }
                default -> throw unexpectedMessage();
            }
        }
    }

    /** The next message that is not a notice; an error message is thrown. */
    byte next() {
        byte type = nextRaw(null);
        if (type == 'E') {
            throw failure(ServerMessage.read(reader));
        }
        return type;
    }

    LifeboatException unexpectedMessage() {
        return reader.broken("sent a message out of order during " + Text.shown(command));
    }

    private byte nextRaw(@Nullable LifeboatException known) {
        while (true) {
            byte type;
            try {
                type = reader.next();
            } catch (LifeboatException e) {
                // after a FATAL error the server hangs up; its words say more than the broken connection
                throw known == null ? e : known;
            }
            switch (type) {
                case 'N' ->
                    LOG.info(
                            "PostgreSQL notice server={} text={}",
                            address.display(),
                            ServerMessage.read(reader).display());
                case 'S', 'A', 'K' -> {
                    // parameter changes and notifications do not concern us
                }
                default -> {
                    return type;
                }
            }
        }
    }

    private LifeboatException failure(ServerMessage error) {
        return ServerErrors.of(error, address, command);
    }

    private void addBounded(List<Row> rows, Row row) {
        if (rows.size() == MOST_ROWS) {
            throw reader.broken("sent more than " + MOST_ROWS + " rows");
        }
        rows.add(row);
    }

    /** By the thread that reads: the buffer goes back to the pool. */
    @Override
    public void close() {
        try {
            // so that the server lets go of the slot at once, and logs no broken connection
            transport.timeout(GOODBYE_NANOS);
            writer.begin('X').send();
        } catch (LifeboatException e) {
            LOG.debug("no orderly goodbye server={} reason={}", address.display(), e.explanation());
        }
        transport.close();
        reader.close();
    }
}
