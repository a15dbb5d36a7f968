package org.theorder.lifeboat.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.LifeboatException;

class PostgresServerIT {
    @TempDir
    Path folder;

    @Test
    void newClusterHasChecksumsAndTakesSettings() throws SQLException {
        PostgresOptions options = PostgresOptions.in(folder).withSettings(Map.of("wal_level", "replica"));
        try (PostgresServer server = PostgresServer.start(options)) {
            assertThat(ask(server, "SHOW data_checksums")).isEqualTo("on");
            assertThat(ask(server, "SHOW wal_level")).isEqualTo("replica");
            assertThat(ask(server, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(ask(server, "SELECT current_setting('server_version_num')::int / 10000"))
                    .isEqualTo("18");
        }
    }

    @Test
    void nobodyEntersWithoutThePassword() {
        try (PostgresServer server = PostgresServer.start(PostgresOptions.in(folder))) {
            assertThatThrownBy(() -> DriverManager.getConnection(server.address("postgres"), "postgres", "guess"))
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void crashLosesNoCommit() throws SQLException {
        PostgresServer server = PostgresServer.start(PostgresOptions.in(folder));
        ask(server, "CREATE TABLE t AS SELECT 42 AS answer; SELECT answer::text FROM t");
        server.killHard();
        assertThat(server.isAlive()).isFalse();

        try (PostgresServer again = PostgresServer.start(PostgresOptions.in(folder))) {
            assertThat(ask(again, "SELECT answer FROM t")).isEqualTo("42");
        }
    }

    @Test
    void postmasterIsFoundAndStoppedByItsDirectory() {
        PostgresServer server = PostgresServer.start(PostgresOptions.in(folder));
        Postmaster postmaster = Postmaster.in(server.dataDirectory()).orElseThrow();
        assertThat(postmaster.pid()).isEqualTo(server.pid());
        assertThat(postmaster.port()).isEqualTo(server.port());
        assertThat(postmaster.ready()).isTrue();

        postmaster.stop();
        assertThat(server.isAlive()).isFalse();
        assertThat(Postmaster.in(server.dataDirectory())).isEmpty();
    }

    @Test
    void processIdThatBelongsToAnotherProgramNowIsNotBelieved() throws Exception {
        Files.writeString(
                folder.resolve("postmaster.pid"), ProcessHandle.current().pid() + "\n");
        assertThat(Postmaster.in(folder)).isEmpty();
    }

    @Test
    void takenPortIsToldInTheError() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            PostgresOptions options = PostgresOptions.in(folder).withPort(taken.getLocalPort());
            assertThatThrownBy(() -> PostgresServer.start(options))
                    .isInstanceOf(LifeboatException.class)
                    .hasMessageContaining("another program does")
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void binariesAreUnpackedOnceAndWhole() {
        Path first = PostgresBinaries.unpacked(folder.resolve("cache"));
        assertThat(PostgresBinaries.unpacked(folder.resolve("cache"))).isEqualTo(first);
        assertThat(Files.isExecutable(first.resolve("bin/initdb"))).isTrue();
        assertThat(folder.resolve("cache")).isDirectoryNotContaining("glob:**unpacking-*");
    }

    private static String ask(PostgresServer server, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl("postgres"));
                Statement statement = connection.createStatement()) {
            boolean rows = statement.execute(sql);
            while (!rows) {
                rows = statement.getMoreResults();
            }
            try (ResultSet result = statement.getResultSet()) {
                result.next();
                return result.getString(1);
            }
        }
    }
}
