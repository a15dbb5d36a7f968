package org.theorder.lifeboat.restore.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.layout.SystemIdentifier;
import org.theorder.lifeboat.repository.wal.WalSegment;
import org.theorder.lifeboat.servers.PostgresOptions;
import org.theorder.lifeboat.servers.PostgresServer;

/** A PostgreSQL server with a database {@code shop}, as the source of backups. */
public final class SourceCluster implements AutoCloseable {
    private final PostgresServer server;

    private SourceCluster(PostgresServer server) {
        this.server = server;
    }

    public static SourceCluster start(Path folder) throws SQLException {
        return start(folder, Map.of());
    }

    /** @param more settings of the server */
    public static SourceCluster start(Path folder, Map<String, String> more) throws SQLException {
        Map<String, String> settings = new HashMap<>(Map.of(
                "wal_level", "replica",
                "wal_keep_size", "4GB",
                "max_wal_size", "4GB",
                "autovacuum", "off",
                "allow_in_place_tablespaces", "on"));
        settings.putAll(more);
        PostgresServer server = PostgresServer.start(PostgresOptions.in(folder).withSettings(settings));
        SourceCluster source = new SourceCluster(server);
        source.executeIn("postgres", "create database shop");
        source.execute(
                "create table orders (number bigint primary key, at timestamptz not null, text text not null)",
                "create table products (id int primary key, name text)",
                "insert into products select g, 'product ' || g from generate_series(1, 5000) g");
        return source;
    }

    /** A restored directory becomes the source of further backups. */
    public static SourceCluster takeOver(Path dataDirectory, Path folder) throws IOException {
        Files.createDirectories(folder);
        Path access = Files.writeString(folder.resolve("trust.conf"), "host all all 127.0.0.1/32 trust\n");
        Path password = Files.writeString(folder.resolve("none"), "none");
        return new SourceCluster(PostgresServer.start(new PostgresOptions(
                dataDirectory,
                0,
                Map.of("hba_file", access.toString(), "wal_keep_size", "4GB", "autovacuum", "off"),
                folder.resolve("log"),
                password)));
    }

    public PostgresServer server() {
        return server;
    }

    public Path dataDirectory() {
        return server.dataDirectory();
    }

    /** In database shop. */
    public void execute(String... statements) throws SQLException {
        executeIn("shop", statements);
    }

    public void executeIn(String database, String... statements) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(database));
    }

    public String value(String sql) throws SQLException {
        return values(connect("shop"), sql).getFirst();
    }

    /** All values of the first column; closes the connection. */
    public static List<String> values(Connection connection, String sql) throws SQLException {
        try (connection;
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    /** Orders with consecutive numbers, each in a transaction of its own. */
    public void order(int from, int to) throws SQLException {
        try (Connection connection = connect("shop");
                Statement statement = connection.createStatement()) {
            for (int number = from; number <= to; number++) {
                statement.execute("insert into orders values (" + number + ", clock_timestamp(), repeat('x', 200))");
            }
        }
    }

    /** So many megabytes of rows that do not compress. */
    public void load(int megabytes) throws SQLException {
        execute(
                "create table if not exists bulk (id bigserial primary key, content text)",
                "insert into bulk (content) select string_agg(md5(random()::text), '') from generate_series(1, "
                        + megabytes * 4000 + ") g, generate_series(1, 8) h group by g");
    }

    public Lsn flushed() throws SQLException {
        return Lsn.parse(value("select pg_current_wal_flush_lsn()"));
    }

    public int timeline() throws SQLException {
        return Integer.parseInt(value("select timeline_id from pg_control_checkpoint()"));
    }

    public SystemIdentifier systemIdentifier() throws SQLException {
        return new SystemIdentifier(Long.parseLong(value("select system_identifier from pg_control_system()")));
    }

    public int segmentBytes() throws SQLException {
        return Integer.parseInt(value("select setting from pg_settings where name = 'wal_segment_size'"));
    }

    public Path walFile(WalSegment segment) {
        return dataDirectory().resolve("pg_wal").resolve(segment.name());
    }

    public boolean isThere() {
        return Files.exists(dataDirectory());
    }

    @Override
    public void close() {
        server.stop();
    }
}
