package org.theorder.lifeboat.backup.preflight;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.preflight.PreflightReport.Weight;
import org.theorder.lifeboat.backup.replication.SqlConnection;
import org.theorder.lifeboat.events.ErrorCode;

/** What only ordinary SQL tells. */
final class SqlChecks {
    /** For people; two of these block backups. */
    static final String WHAT = "free WAL senders and replication slots, clocks, the role's privileges";

    private static final Duration LARGEST_SKEW = Duration.ofSeconds(5);
    private static final int SENDERS_NEEDED = 2;

    private final Cluster cluster;
    private final SqlConnection sql;
    private final Findings findings;

    SqlChecks(Cluster cluster, SqlConnection sql, Findings findings) {
        this.cluster = cluster;
        this.sql = sql;
        this.findings = findings;
    }

    void run(Clock clock) {
        findings.check("max_wal_senders", Weight.BLOCKS, this::senders);
        findings.check("max_replication_slots", Weight.BLOCKS, this::slots);
        findings.check("clocks", Weight.ENDANGERS, () -> clocks(clock));
        findings.check("role", Weight.LESSENS, this::privileges);
    }

    private void senders() {
        List<String> row = sql.row("""
                select current_setting('max_wal_senders')::int
                       - (select count(*) from pg_stat_get_wal_senders()),
                       (select count(*) from pg_stat_activity where application_name = 'lifeboat'
                         and backend_type = 'walsender')""");
        int free = Integer.parseInt(row.getFirst()) + Integer.parseInt(row.getLast());
        findings.require(
                free >= SENDERS_NEEDED,
                ErrorCode.BUSY,
                Weight.BLOCKS,
                "max_wal_senders",
                free + " WAL senders are free, and streaming and a backup need " + SENDERS_NEEDED,
                "raise max_wal_senders and restart the server, or end another replication client");
    }

    private void slots() {
        List<String> row = sql.row("""
                select current_setting('max_replication_slots')::int - (select count(*) from pg_replication_slots),
                       (select count(*) from pg_replication_slots where slot_name = '%s'),
                       (select coalesce(max(wal_status), '') from pg_replication_slots where slot_name = '%s')""".formatted(cluster.slot(), cluster.slot()));
        boolean ours = !row.get(1).equals("0");
        findings.require(
                ours || Integer.parseInt(row.getFirst()) >= 1,
                ErrorCode.SERVER_UNSUITABLE,
                Weight.BLOCKS,
                "max_replication_slots",
                "all replication slots are in use",
                "raise max_replication_slots and restart the server, or drop a slot that nobody needs");
        findings.require(
                !row.get(2).equals("lost"),
                ErrorCode.SLOT_LOST,
                Weight.ENDANGERS,
                "replication slot",
                "the slot " + cluster.slot() + " has been invalidated: WAL is missing",
                "it is made again by itself; a full backup closes the gap");
    }

    private void clocks(Clock clock) {
        Instant before = clock.instant();
        long millis = Long.parseLong(sql.row("select (extract(epoch from clock_timestamp()) * 1000)::bigint")
                .getFirst());
        Duration ahead = Duration.between(before, Instant.ofEpochMilli(millis));
        findings.require(
                ahead.abs().compareTo(LARGEST_SKEW) <= 0,
                ErrorCode.CLOCK_WENT_BACK,
                Weight.ENDANGERS,
                "clocks",
                "the server's clock is " + ahead.toSeconds()
                        + " s ahead of this host's: times to recover to and the age of backups are wrong by as much",
                "synchronize both with NTP");
    }

    private void privileges() {
        List<String> row = sql.row("""
                select has_function_privilege('pg_catalog.pg_switch_wal()', 'execute'), current_user""");
        findings.require(
                row.getFirst().equals("t"),
                ErrorCode.PRIVILEGE_MISSING,
                Weight.LESSENS,
                "role",
                "the role may not end a WAL segment; sealed WAL then ends with slices of one",
                "GRANT EXECUTE ON FUNCTION pg_switch_wal() TO \"" + row.getLast() + "\"");
    }
}
