package org.theorder.lifeboat.trials;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.postgresql.PGConnection;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.layout.SystemIdentifier;
import org.theorder.lifeboat.servers.PostgresOptions;
import org.theorder.lifeboat.servers.PostgresServer;
import org.theorder.lifeboat.servers.test.PostgresArchives;

/** A real PostgreSQL, 18 unless said otherwise, as the source of backups or as what was restored from them. */
record Source(PostgresServer server) implements AutoCloseable {
    static final String ROLE = "lifeboat_backup";
    static final String PASSWORD = "backup-word";
    private static final int NEWEST = 18;
    private static final Map<String, String> SETTINGS = Map.of(
            "wal_level", "replica",
            "max_wal_senders", "8",
            "wal_keep_size", "512MB",
            // nothing reaches the disk between a checkpoint and the photo of what lies there
            "bgwriter_lru_maxpages", "0",
            "allow_in_place_tablespaces", "on",
            "autovacuum_naptime", "1s",
            "max_wal_size", "128MB",
            "checkpoint_timeout", "30s");

    /** A new cluster. */
    static Source create(Path folder) {
        return create(NEWEST, folder);
    }

    /** A new cluster of another major version. */
    static Source create(int major, Path folder) {
        Source source = new Source(PostgresServer.start(of(major, PostgresOptions.in(folder), Map.of())));
        source.execute("postgres", List.of("CREATE ROLE " + ROLE + " LOGIN REPLICATION PASSWORD '" + PASSWORD + "'"));
        source.execute("postgres", List.of("GRANT pg_monitor TO " + ROLE));
        source.execute("postgres", List.of("CREATE DATABASE model"));
        return source;
    }

    private static PostgresOptions of(int major, PostgresOptions options, Map<String, String> settings) {
        Map<String, String> all = new TreeMap<>(SETTINGS);
        if (major >= 17) {
            all.put("summarize_wal", "on");
        }
        all.putAll(settings);
        PostgresOptions complete = options.withSettings(all);
        return major == NEWEST ? complete : complete.withArchive(PostgresArchives.of(major));
    }

    /** What lies in a data directory; the settings come on top of the usual ones. */
    static Source start(Path dataDirectory, Path passwordFile, Map<String, String> settings) {
        return start(NEWEST, dataDirectory, passwordFile, settings);
    }

    /** What lies in a data directory of another major version. */
    static Source start(int major, Path dataDirectory, Path passwordFile, Map<String, String> settings) {
        PostgresOptions options = new PostgresOptions(
                dataDirectory, 0, Map.of(), dataDirectory.resolveSibling("postgres.log"), passwordFile);
        return new Source(PostgresServer.start(of(major, options, settings)));
    }

    ClusterKeys keys() {
        return new ClusterKeys(
                new ClusterName("model"),
                new SystemIdentifier(
                        Long.parseLong(value("postgres", "SELECT system_identifier FROM pg_control_system()"))));
    }

    int timeline() {
        return Integer.parseInt(
                value("postgres", "SELECT ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int"));
    }

    void execute(String database, List<String> statements) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(String.join("; ", statements) + ": " + e.getMessage(), e);
        }
    }

    String value(String database, String sql) {
        return values(database, sql).getFirst();
    }

    List<String> values(String database, String sql) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(String.valueOf(rows.getString(1)));
            }
            return values;
        } catch (SQLException e) {
            throw new IllegalStateException(sql + ": " + e.getMessage(), e);
        }
    }

    Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(database));
    }

    /**
     * Marks this moment in the WAL and writes down what every table holds and what lies on disk. Nothing else may write
     * meanwhile; autovacuum does not.
     */
    Photo photo(String name) {
        autovacuum(false);
        Map<String, String> tables = tables();
        Instant at = Instant.parse(value(
                "postgres",
                "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"));
        // a checkpoint just before the mark: what was restored up to it can be written to disk as well
        String mark = lastValue(
                "CHECKPOINT", "SELECT pg_create_restore_point('" + name + "') || ' ' || pg_current_wal_insert_lsn()");
        Pages pages = pages();
        autovacuum(true);
        return new Photo(name, Lsn.parse(mark.substring(mark.indexOf(' ') + 1)), at, timeline(), tables, pages);
    }

    /** What lies on disk. */
    Pages pages() {
        return Pages.of(server.dataDirectory());
    }

    /** Ends recovery: of a standby, or of a restored server that has stopped at its target. */
    void promote() {
        boolean atTarget = value("postgres", "SELECT pg_is_wal_replay_paused()").equals("t");
        value("postgres", atTarget ? "SELECT pg_wal_replay_resume()" : "SELECT pg_promote()");
        await("SELECT pg_is_in_recovery()", "f");
    }

    /** Waits until a query has an answer. */
    void await(String sql, String answer) {
        Awaitility.await(sql)
                .atMost(Duration.ofSeconds(60))
                .until(() -> value("postgres", sql).equals(answer));
    }

    private void autovacuum(boolean on) {
        execute("postgres", List.of("ALTER SYSTEM SET autovacuum = " + on, "SELECT pg_reload_conf()"));
        if (!on) {
            await("SELECT count(*) FROM pg_stat_activity WHERE backend_type LIKE 'autovacuum%'", "0");
        }
    }

    private String lastValue(String first, String second) {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute(first);
            try (ResultSet row = statement.executeQuery(second)) {
                row.next();
                return row.getString(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(second + ": " + e.getMessage(), e);
        }
    }

    /** A bulk load. */
    void copyInto(String table, int rows) {
        StringBuilder lines = new StringBuilder();
        for (int row = 0; row < rows; row++) {
            lines.append(row).append('\t').append("loaded ".repeat(30)).append('\n');
        }
        try (Connection connection = connect("model")) {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY " + table + " (a, b) FROM STDIN", new StringReader(lines.toString()));
        } catch (SQLException | IOException e) {
            throw new IllegalStateException("COPY " + table + ": " + e.getMessage(), e);
        }
    }

    /** Rows, checksum and columns of every table of every database. */
    Map<String, String> tables() {
        Map<String, String> tables = new TreeMap<>();
        for (String database :
                values("postgres", "SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate")) {
            for (String table : values(database, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")) {
                tables.put(
                        database + "." + table,
                        value(
                                database,
                                "SELECT count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) || ' '"
                                        + " || (SELECT string_agg(attname, ',' ORDER BY attnum) FROM pg_attribute"
                                        + " WHERE attrelid = '" + table
                                        + "'::regclass AND attnum > 0 AND NOT attisdropped)"
                                        + " FROM " + table + " t"));
            }
        }
        return tables;
    }

    @Override
    public void close() {
        server.stop();
    }
}
