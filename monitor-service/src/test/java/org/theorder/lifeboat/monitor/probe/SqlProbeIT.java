package org.theorder.lifeboat.monitor.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.monitor.rule.Observation;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.servers.PostgresOptions;
import org.theorder.lifeboat.servers.PostgresServer;

/** The SQL probes against a real primary and a real standby. */
class SqlProbeIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    @TempDir
    static Path folder;

    private static PostgresServer primary;

    @BeforeAll
    static void start() throws SQLException {
        primary = PostgresServer.start(PostgresOptions.in(folder.resolve("primary")));
        on(
                primary,
                "create role watcher login password 'w'",
                "grant pg_monitor to watcher",
                "create role stranger login password 's'",
                "create table t (i int)");
    }

    @AfterAll
    static void stop() {
        primary.close();
    }

    private static void on(PostgresServer server, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl("postgres"));
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static SqlServer login(int port, String user, @Nullable String password, String database) {
        return new SqlServer("127.0.0.1", port, database, user, password, null, "disable", TIMEOUT);
    }

    private static Reading look(SqlServer server) {
        return new SqlLook(server, new Outage("Database shop", server.address())).read();
    }

    @Test
    void aServerThatAnswersIsGood() {
        assertThat(look(login(primary.port(), "watcher", "w", "postgres"))).isInstanceOf(Reading.Good.class);
    }

    @Test
    void aRefusedLoginSaysNothingAboutTheServer() {
        Reading reading = look(login(primary.port(), "watcher", "wrong", "postgres"));

        assertThat(reading).isInstanceOf(Reading.Unknown.class);
        assertThat(reading.value()).contains("the login watcher@127.0.0.1").doesNotContain("wrong");
    }

    @Test
    void aDatabaseThatIsGoneIsBad() {
        assertThat(look(login(primary.port(), "watcher", "w", "gone")))
                .isInstanceOfSatisfying(
                        Reading.Bad.class, bad -> assertThat(bad.value()).contains("database \"gone\" does not exist"));
    }

    @Test
    void aPortThatNobodyListensOnIsBad() {
        assertThat(look(login(1, "watcher", "w", "postgres")).value()).contains("Connection refused");
    }

    @Test
    void aPasswordFileThatIsGoneIsUnknown() {
        SqlServer server = new SqlServer(
                "127.0.0.1",
                primary.port(),
                "postgres",
                "watcher",
                null,
                folder.resolve("gone.password"),
                "disable",
                TIMEOUT);
        assertThat(look(server))
                .isInstanceOfSatisfying(
                        Reading.Unknown.class,
                        unknown -> assertThat(unknown.value()).contains("gone.password cannot be read"));
    }

    @Test
    void aStandbyThatStopsReplayingLagsAndCatchesUpAgain() throws Exception {
        StandbyProbe probe = new StandbyProbe(
                new ClusterName("shop"), login(primary.port(), "watcher", "w", "postgres"), Duration.ofSeconds(5));
        assertThat(probe.look()).isEmpty();

        try (PostgresServer standby = standby()) {
            await().atMost(Duration.ofSeconds(20)).until(() -> lag(probe) == 0);
            assertThat(probe.look().getFirst().subject().key().subject()).isEqualTo("shop/standby-replica-1");
            assertThat(strangerSees()).isEmpty();

            on(standby, "select pg_wal_replay_pause()");
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                on(primary, "insert into t values (1)");
                return lag(probe) > 1;
            });
            assertThat(((Reading.Measured) reading(probe)).lag())
                    .satisfies(lag -> assertThat(lag.link()).isEqualTo("shop → standby replica-1"));

            on(standby, "select pg_wal_replay_resume()");
            await().atMost(Duration.ofSeconds(20)).until(() -> lag(probe) == 0);
        }
        await().untilAsserted(() ->
                assertThat(reading(probe)).isEqualTo(new Reading.Unknown("the standby is not connected")));
    }

    private static List<Observation> strangerSees() {
        return new StandbyProbe(
                        new ClusterName("shop"),
                        login(primary.port(), "stranger", "s", "postgres"),
                        Duration.ofSeconds(5))
                .look();
    }

    /** Seconds; NaN while there is nothing to measure. */
    private static double lag(StandbyProbe probe) {
        return reading(probe) instanceof Reading.Measured measured ? measured.amount() : Double.NaN;
    }

    private static @Nullable Reading reading(StandbyProbe probe) {
        List<Observation> observations = probe.look();
        return observations.isEmpty() ? null : observations.getFirst().reading();
    }

    /** A copy of the stopped primary that follows it. */
    private static PostgresServer standby() throws IOException {
        int port = primary.port();
        primary.stop();
        PostgresOptions options = PostgresOptions.in(folder.resolve("standby"));
        copy(primary.dataDirectory(), options.dataDirectory());
        Files.copy(folder.resolve("primary/postgres.password"), options.passwordFile());
        Files.createFile(options.dataDirectory().resolve("standby.signal"));
        primary = PostgresServer.start(
                PostgresOptions.in(folder.resolve("primary")).withPort(port));
        return PostgresServer.start(options.withSettings(Map.of(
                "primary_conninfo",
                "host=127.0.0.1 port=" + port + " user=postgres password=" + primary.password()
                        + " application_name=replica-1",
                "wal_receiver_status_interval",
                "1s")));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.sorted(Comparator.naturalOrder()).toList()) {
                Path target = to.resolve(from.relativize(file));
                Files.createDirectories(target.getParent());
                Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }
}
