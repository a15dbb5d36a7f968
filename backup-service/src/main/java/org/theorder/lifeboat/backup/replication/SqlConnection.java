package org.theorder.lifeboat.backup.replication;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.incremental.Truncation;

/**
 * A connection for ordinary SQL, for what the replication protocol does not tell. It needs a line of its own in {@code
 * pg_hba.conf}; who uses it must be able to do without. For one thread.
 */
public final class SqlConnection implements AutoCloseable {
    private static final long MEBIBYTE = 1L << 20;
    private static final byte[] NOTHING = {};

    private final Session session;

    private SqlConnection(Session session) {
        this.session = session;
    }

    /**
     * @param silence the connection is given up when the server owes an answer for so long
     * @throws LifeboatException as {@link ReplicationConnection#open}
     */
    public static SqlConnection open(ServerAddress address, String database, Duration silence) {
        Session session = Login.login(address, database);
        session.transport().timeout(silence.toNanos());
        return new SqlConnection(session);
    }

    /** How a slot does; empty if there is no such slot. */
    public Optional<SlotHealth> slot(String name) {
        List<Row> rows = session.run("""
                select wal_status, coalesce(pg_wal_lsn_diff(
                           case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end,
                           restart_lsn), 0)::bigint, safe_wal_size,
                       (select setting from pg_settings where name = 'max_slot_wal_keep_size')
                  from pg_replication_slots
                 where slot_name = '%s' and wal_status is not null""".formatted(ReplicationConnection.slot(name)));
        return rows.stream().findFirst().map(SqlConnection::health);
    }

    /** The first row of a query as texts; a null is an empty text; no row, no texts. */
    public List<String> row(String sql) {
        return session.run(sql).stream()
                .findFirst()
                .map(row -> row.columns().stream()
                        .map(column -> new String(column.orElse(NOTHING), StandardCharsets.UTF_8))
                        .toList())
                .orElse(List.of());
    }

    /**
     * Ends the present WAL segment.
     *
     * @return the end of what it holds
     * @throws LifeboatException PRIVILEGE_MISSING if the role has no {@code EXECUTE ON FUNCTION pg_switch_wal()}
     */
    public Lsn switchWal() {
        return session.runForRow("select pg_catalog.pg_switch_wal()").lsn(0);
    }

    /**
     * Makes a checkpoint.
     *
     * @return how far the WAL is on disk after it
     * @throws LifeboatException PRIVILEGE_MISSING if the role is not in {@code pg_checkpoint}
     */
    public Lsn checkpoint() {
        var _ = session.run("checkpoint");
        return session.runForRow("select pg_catalog.pg_current_wal_flush_lsn()").lsn(0);
    }

    /**
     * Files that were cut in a stretch of WAL, from the server's summaries of it.
     *
     * @throws LifeboatException SUMMARIES_MISSING if there is none for a part of the stretch
     */
    public List<Truncation> truncations(int timeline, Lsn from, Lsn to) {
        String summaries =
                "from pg_catalog.pg_available_wal_summaries() s where s.tli = %d and s.end_lsn > '%s' and s.start_lsn < '%s'"
                        .formatted(timeline, from, to);
        Row covered = session.runForRow(
                "select coalesce(min(s.start_lsn) <= '%s' and max(s.end_lsn) >= '%s', false) ".formatted(from, to)
                        + summaries);
        if (!covered.text(0).equals("t")) {
            throw new LifeboatException(
                    ErrorCode.SUMMARIES_MISSING,
                    "the server has no WAL summaries of everything from " + from + " to " + to + " on timeline "
                            + timeline);
        }
        List<Row> rows = session.run("""
                select c.reltablespace, c.reldatabase, c.relfilenode, c.relforknumber, min(c.relblocknumber)
                  from (select s.tli, s.start_lsn, s.end_lsn %s) s,
                       lateral pg_catalog.pg_wal_summary_contents(s.tli, s.start_lsn, s.end_lsn) c
                 where c.is_limit_block
                 group by 1, 2, 3, 4
                having min(c.relblocknumber) > 0""".formatted(summaries));
        return rows.stream()
                .flatMap(row -> Truncation.ofRelation(
                        row.unsigned(0), row.unsigned(1), row.unsigned(2), (int) row.unsigned(3), row.unsigned(4))
                        .stream())
                .toList();
    }

    private static SlotHealth health(Row row) {
        long limit = row.isNull(3) ? -1 : row.signed(3);
        @Nullable Long safe = row.isNull(2) ? null : row.signed(2);
        return new SlotHealth(row.text(0), Math.max(0, row.signed(1)), safe, limit < 0 ? null : limit * MEBIBYTE);
    }

    /** From any thread: ends the wait of the thread that uses this connection. */
    public void abort() {
        session.transport().close();
    }

    @Override
    public void close() {
        session.close();
    }
}
