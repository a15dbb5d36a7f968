package org.theorder.lifeboat.restore.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.wal.WalSegment;
import org.theorder.lifeboat.restore.testing.SourceCluster;
import org.theorder.lifeboat.restore.wal.WalFile;
import org.theorder.lifeboat.restore.wal.WalSource;

/** Points out of WAL as a real server writes it. */
class PointScanIT {
    @TempDir
    Path folder;

    /** The server's own WAL directory. */
    private record OwnWal(SourceCluster source) implements WalSource {
        @Override
        public boolean has(WalFile file) {
            return true;
        }

        @Override
        public void fetch(WalFile file, Path destination) {
            try {
                Files.copy(source.dataDirectory().resolve("pg_wal").resolve(file.name()), destination);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Optional<WalFile.Segment> after(WalFile.Segment segment) {
            return Optional.empty();
        }
    }

    private static long transaction(SourceCluster source, String end, String... statements) throws SQLException {
        try (Connection connection = source.connect("shop");
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String each : statements) {
                statement.execute(each);
            }
            long xid;
            try (ResultSet row = statement.executeQuery("select pg_current_xact_id()")) {
                row.next();
                xid = row.getLong(1);
            }
            statement.execute(end);
            return xid;
        }
    }

    @Test
    void everyEndOfATransactionAndEveryRestorePointIsFound() throws Exception {
        try (SourceCluster source =
                SourceCluster.start(folder.resolve("source"), Map.of("max_prepared_transactions", "5"))) {
            Lsn from = source.flushed();
            List<String> expected = new ArrayList<>();
            source.execute("create table t (id int primary key, text text)");
            for (int round = 0; round < 40; round++) {
                // records of many lengths, so that points come to lie over the ends of pages and segments
                long committed = transaction(
                        source,
                        "commit",
                        "insert into t select g, repeat('x', 997) from generate_series(" + round * 1000 + ", "
                                + (round * 1000 + 997 + round) + ") g on conflict do nothing");
                expected.add(committed + " committed");
                String name = "point " + round + " " + "n".repeat(round);
                source.execute("select pg_create_restore_point('" + name + "')");
                expected.add(name);
            }
            expected.add(transaction(source, "rollback", "insert into t values (-1, 'no')") + " aborted");
            long prepared = transaction(
                    source,
                    "prepare transaction 'later'",
                    "create table made_and_prepared (id int)",
                    "savepoint one",
                    "insert into t values (-2, 'a')",
                    "savepoint two",
                    "insert into t values (-3, 'b')",
                    "drop table products");
            expected.add(transaction(source, "commit", "insert into t values (-4, 'between')") + " committed");
            source.execute("commit prepared 'later'");
            expected.add(prepared + " committed");
            long given = transaction(source, "prepare transaction 'never'", "insert into t values (-5, 'c')");
            source.execute("rollback prepared 'never'", "select pg_switch_wal()");
            expected.add(given + " aborted");
            source.execute("select pg_create_restore_point('behind the switch')");
            expected.add("behind the switch");
            // a restore point alone is not flushed
            expected.add(transaction(source, "commit", "insert into t values (-6, 'd')") + " committed");

            List<String> found = found(source, from, source.flushed());

            assertThat(found).containsSubsequence(expected);
            assertThat(found).doesNotHaveDuplicates();
        }
    }

    private static List<String> found(SourceCluster source, Lsn from, Lsn to) throws SQLException {
        int size = source.segmentBytes();
        WalSegment first = WalSegment.containing(1, from, size);
        List<WalSegment> segments = LongStream.rangeClosed(
                        first.number(), WalSegment.containing(1, to, size).number())
                .mapToObj(number -> new WalSegment(1, number, size))
                .toList();
        List<String> found = new ArrayList<>();
        new PointScan(new OwnWal(source), 18)
                .scan(
                        segments,
                        to,
                        point -> found.add(
                                switch (point) {
                                    case PointRecord.NamedPoint named -> named.name();
                                    case PointRecord.TransactionEnd end ->
                                        Integer.toUnsignedString(end.xid())
                                                + (end.committed() ? " committed" : " aborted");
                                }));
        return found;
    }
}
