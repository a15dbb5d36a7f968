package org.theorder.lifeboat.backup.replication;

import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;

/**
 * A connection in physical replication mode ({@code replication=true}). Blocking, for one thread; {@link #abort} and
 * an interrupt end a wait. Every method throws {@link LifeboatException} whose code tells what kind of trouble it is.
 */
public final class ReplicationConnection implements AutoCloseable {
    private static final Pattern SLOT_NAME = Pattern.compile("[a-z0-9_]{1,63}");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})(B|kB|MB|GB)");

    private final Session session;

    private ReplicationConnection(Session session) {
        this.session = session;
    }

    /**
     * @param silence the connection is given up when the server owes an answer for so long
     * @throws LifeboatException SERVER_UNREACHABLE, CREDENTIALS_REFUSED, PRIVILEGE_MISSING, BUSY, SERVER_UNSUITABLE,
     *     CONFIGURATION_INVALID
     */
    public static ReplicationConnection open(ServerAddress address, Duration silence) {
        Session session = Login.login(address);
        session.transport().timeout(silence.toNanos());
        return new ReplicationConnection(session);
    }

    public ServerVersion version() {
        return session.version();
    }

    /** Whether TLS is spoken. */
    public boolean isSecure() {
        return session.transport().isSecure();
    }

    public SystemIdentity identifySystem() {
        Row row = session.runForRow("IDENTIFY_SYSTEM");
        return new SystemIdentity(row.unsigned(0), row.timeline(1), row.lsn(2));
    }

    /** A setting as SHOW prints it, for example {@code replica}. */
    public String show(String setting) {
        return session.runForRow("SHOW " + setting).text(0);
    }

    /** Bytes of one WAL segment. */
    public int walSegmentSize() {
        String text = show("wal_segment_size");
        Matcher matcher = SIZE.matcher(text);
        if (matcher.matches()) {
            long unit = switch (matcher.group(2)) {
                case "kB" -> 1L << 10;
                case "MB" -> 1L << 20;
                case "GB" -> 1L << 30;
                default -> 1L;
            };
            long bytes = Long.parseLong(matcher.group(1)) * unit;
            if (bytes >= 1 << 20 && bytes <= 1 << 30 && Long.bitCount(bytes) == 1) {
                return (int) bytes;
            }
        }
        throw new LifeboatException(
                ErrorCode.PROTOCOL_BROKEN, "'" + Text.shown(text) + "' is not a WAL segment size that PostgreSQL has");
    }

    /** Empty if there is no such slot. */
    public Optional<SlotState> readSlot(String name) {
        Row row = session.runForRow("READ_REPLICATION_SLOT " + slot(name));
        if (row.isNull(0)) {
            return Optional.empty();
        }
        if (!row.text(0).equals("physical")) {
            throw new LifeboatException(
                    ErrorCode.SERVER_UNSUITABLE,
                    "the replication slot " + name + " is a logical one; drop it, Lifeboat makes its own");
        }
        return Optional.of(
                row.isNull(1) || row.isNull(2)
                        ? new SlotState(null, null)
                        : new SlotState(row.lsn(1), row.timeline(2)));
    }

    /** Makes a physical slot that keeps WAL from now on (from the redo point of the last checkpoint). */
    public void createSlot(String name) {
        session.run("CREATE_REPLICATION_SLOT " + slot(name) + " PHYSICAL (RESERVE_WAL)");
    }

    public void dropSlot(String name) {
        session.run("DROP_REPLICATION_SLOT " + slot(name));
    }

    /** The history file of a timeline (2 or higher), verbatim. */
    public byte[] timelineHistory(int timeline) {
        return session.runForRow("TIMELINE_HISTORY " + timeline).bytes(1);
    }

    /**
     * Hands the server the manifest of the backup that the next {@link #baseBackup} builds on (PostgreSQL 17 and newer).
     *
     * @param manifest PostgreSQL's, verbatim
     * @param patience longest wait for the server to take it
     * @throws LifeboatException CHAIN_BROKEN if the server does not accept it
     */
    public void uploadManifest(InputStream manifest, Duration patience) {
        new ManifestUpload(session).run(manifest, patience);
    }

    /**
     * Takes a base backup; returns when all of it has gone through {@code sink}.
     *
     * @param patience longest wait for the first byte: the server finishes a checkpoint before
     * @throws LifeboatException SUMMARIES_MISSING if the server cannot take this incremental and a full one is needed;
     *     TIMELINE_CHANGED if it was a standby and was promoted meanwhile
     */
    public void baseBackup(BaseBackupOptions options, Duration patience, BaseBackupSink sink) {
        new BaseBackupExchange(session, sink).run(options, patience);
    }

    /**
     * Begins to stream WAL.
     *
     * @return the stream; if the timeline ends exactly at {@code from} it is over at once
     * @throws LifeboatException SLOT_LOST, WAL_GAP (removed already), BUSY (slot in use)
     */
    public WalStream startReplication(String slot, Lsn from, int timeline) {
        session.send("START_REPLICATION SLOT " + slot(slot) + " PHYSICAL " + from + " TIMELINE " + timeline);
        return WalStream.begin(session, from);
    }

    /** From any thread: ends the wait of the thread that uses this connection. */
    public void abort() {
        session.transport().close();
    }

    /** By the thread that uses this connection. */
    @Override
    public void close() {
        session.close();
    }

    static String slot(String name) {
        if (!SLOT_NAME.matcher(name).matches()) {
            throw new LifeboatException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "'" + Text.shown(name)
                            + "' is not a name for a replication slot: lower-case letters, digits, underscores");
        }
        return name;
    }
}
