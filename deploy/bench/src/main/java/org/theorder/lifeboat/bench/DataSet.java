package org.theorder.lifeboat.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.local.suite.Folders;
import org.theorder.lifeboat.servers.PostgresOptions;
import org.theorder.lifeboat.servers.PostgresServer;

/**
 * The server that is backed up: the tables of pgbench, and a wide one of text and JSON, about half and half. Kept from
 * run to run, one per size.
 */
final class DataSet implements AutoCloseable {
    static final String BACKUP_ROLE = "lifeboat_backup";
    private static final double MEBIBYTES_PER_SCALE = 15.0;
    private static final double ROWS_PER_MEBIBYTE = 4_550;
    private static final double ROWS_PER_MEBIBYTE_OF_WAL = 900;
    private static final int ACCOUNTS_PER_SCALE = 100_000;
    private static final int WRITERS = 4;

    private final PostgresServer server;
    private final int scale;

    private DataSet(PostgresServer server, int scale) {
        this.server = server;
        this.scale = scale;
    }

    /** Starts it, and builds it if it is not there. */
    static DataSet open(Path folder, Path log, long mebibytes) {
        int scale = (int) Math.max(1, Math.round(mebibytes / 2.0 / MEBIBYTES_PER_SCALE));
        Path complete = folder.resolve("complete");
        if (!Files.exists(complete)) {
            Folders.delete(folder);
        }
        PostgresServer server = PostgresServer.start(new PostgresOptions(
                folder.resolve("data"),
                0,
                Map.ofEntries(
                        Map.entry("unix_socket_directories", folder.toString()),
                        Map.entry("wal_level", "replica"),
                        Map.entry("summarize_wal", "on"),
                        Map.entry("max_wal_senders", "12"),
                        Map.entry("max_wal_size", "8GB"),
                        Map.entry("shared_buffers", "1GB"),
                        Map.entry("synchronous_commit", "off"),
                        Map.entry("archive_mode", "on"),
                        Map.entry("archive_library", ""),
                        Map.entry("autovacuum", "off")),
                log,
                folder.resolve("password")));
        DataSet data = new DataSet(server, scale);
        try {
            if (!Files.exists(complete)) {
                data.build(Math.round(mebibytes / 2.0 * ROWS_PER_MEBIBYTE));
                Files.createFile(complete);
            }
            return data;
        } catch (RuntimeException | java.io.IOException e) {
            server.stop();
            throw e instanceof LifeboatException known
                    ? known
                    : new LifeboatException(ErrorCode.INTERNAL, "the data set cannot be built: " + e, e);
        }
    }

    private void build(long rows) {
        execute(List.of(
                // nobody wants the WAL of building; if it were archived, the first backups would wait for that
                "ALTER SYSTEM SET archive_command = 'true'",
                "SELECT pg_reload_conf()",
                "CREATE ROLE " + BACKUP_ROLE + " LOGIN REPLICATION PASSWORD '" + server.password() + "'",
                "GRANT pg_monitor TO " + BACKUP_ROLE,
                "CREATE TABLE pgbench_branches (bid int NOT NULL, bbalance int, filler char(88)) WITH (fillfactor=100)",
                "CREATE TABLE pgbench_tellers (tid int NOT NULL, bid int, tbalance int, filler char(84))"
                        + " WITH (fillfactor=100)",
                "CREATE TABLE pgbench_accounts (aid int NOT NULL, bid int, abalance int, filler char(84))"
                        + " WITH (fillfactor=100)",
                "CREATE TABLE pgbench_history (tid int, bid int, aid int, delta int, mtime timestamp, filler char(22))",
                "INSERT INTO pgbench_branches SELECT g, 0, '' FROM generate_series(1, " + scale + ") g",
                "INSERT INTO pgbench_tellers SELECT g, (g - 1) / 10 + 1, 0, '' FROM generate_series(1, " + 10 * scale
                        + ") g",
                "INSERT INTO pgbench_accounts SELECT g, (g - 1) / 100000 + 1, 0, '' FROM generate_series(1, "
                        + scale * ACCOUNTS_PER_SCALE + ") g",
                "ALTER TABLE pgbench_branches ADD PRIMARY KEY (bid)",
                "ALTER TABLE pgbench_tellers ADD PRIMARY KEY (tid)",
                "ALTER TABLE pgbench_accounts ADD PRIMARY KEY (aid)",
                """
                CREATE TABLE docs AS SELECT g AS id, md5(g::text) || md5((g * 7)::text) AS body,
                    jsonb_build_object('k', md5((g * 3)::text), 'n', g % 1000,
                                       'city', (array['Paris', 'Oslo', 'Lima'])[1 + g % 3]) AS j,
                    now() - g * interval '1 s' AS ts
                FROM generate_series(1, ROWS) g""".replace("ROWS", String.valueOf(rows)),
                "ALTER TABLE docs ADD PRIMARY KEY (id)",
                "VACUUM ANALYZE",
                "CHECKPOINT"));
    }

    PostgresServer server() {
        return server;
    }

    void execute(List<String> statements) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    String value(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    long bytes() {
        return Long.parseLong(value("SELECT sum(pg_database_size(oid)) FROM pg_database"));
    }

    /** Updates single rows of the accounts at random, each in a transaction of its own; then a checkpoint. */
    void update(int rows, RandomGenerator random) {
        List<Thread> writers = IntStream.range(0, WRITERS)
                .mapToObj(writer -> {
                    int[] accounts = random.ints(rows / WRITERS, 1, scale * ACCOUNTS_PER_SCALE + 1)
                            .toArray();
                    return Thread.ofPlatform().name("writer-" + writer).start(() -> updateAll(accounts));
                })
                .toList();
        for (Thread writer : writers) {
            try {
                writer.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LifeboatException(ErrorCode.INTERNAL, "interrupted", e);
            }
        }
        execute(List.of("CHECKPOINT"));
    }

    /** Writes so much WAL and begins a new segment. Returns the name of the last full one. */
    String writeWal(long mebibytes) {
        execute(List.of(
                "CREATE TABLE wal_filler (id bigint PRIMARY KEY, body text)",
                "INSERT INTO wal_filler SELECT g, repeat(md5(g::text), 30) FROM generate_series(1, "
                        + Math.round(mebibytes * ROWS_PER_MEBIBYTE_OF_WAL) + ") g"));
        String segment = value("SELECT pg_walfile_name(pg_current_wal_lsn())");
        execute(List.of("SELECT pg_switch_wal()", "DROP TABLE wal_filler"));
        return segment;
    }

    private void updateAll(int[] accounts) {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(
                        "UPDATE pgbench_accounts SET abalance = abalance + ? WHERE aid = ?")) {
            for (int account : accounts) {
                statement.setInt(1, account % 1000);
                statement.setInt(2, account);
                statement.executeUpdate();
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl("postgres"));
    }

    /** What libpq's programs need to get in. */
    Map<String, String> environment() {
        return Map.of(
                "PGHOST", "127.0.0.1",
                "PGPORT", String.valueOf(server.port()),
                "PGUSER", "postgres",
                "PGDATABASE", "postgres",
                "PGPASSWORD", server.password());
    }

    private static LifeboatException failed(SQLException e) {
        return new LifeboatException(ErrorCode.INTERNAL, "the data set's server refused: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        server.stop();
    }
}
