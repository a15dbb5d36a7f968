package org.theorder.lifeboat.monitor.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.monitor.rule.Observation;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.SubjectKey;
import org.theorder.lifeboat.monitor.servers.Standby;
import org.theorder.lifeboat.servers.PostgresOptions;
import org.theorder.lifeboat.servers.PostgresServer;

/** The SQL probes against a real primary and a real standby. */
class SqlProbeIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    @TempDir
    static Path folder;

    private static PostgresServer primary;

    @BeforeAll
    static void start() {
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

    private static void on(PostgresServer server, String... statements) {
        Standby.on(server.jdbcUrl("postgres"), statements);
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

    private static ReplicationProbe replication(String user, String password, @Nullable HeartbeatRow heartbeat) {
        return new ReplicationProbe(
                new ClusterName("shop"),
                login(primary.port(), user, password, "postgres"),
                heartbeat,
                Duration.ofSeconds(5),
                Clock.systemUTC());
    }

    private static @Nullable Reading reading(Probe probe, RuleName rule, String subject) {
        return probe.look().stream()
                .filter(observation -> observation.subject().key().equals(new SubjectKey(rule, subject)))
                .map(Observation::reading)
                .findFirst()
                .orElse(null);
    }

    /** Seconds; NaN while there is nothing to measure. */
    private static double lag(Probe probe) {
        return reading(probe, RuleName.REPLICATION_LAG, "shop/standby-replica-1") instanceof Reading.Measured measured
                ? measured.amount()
                : Double.NaN;
    }

    /** The heartbeat row is what there is to replay: nobody else writes. */
    @Test
    void aStandbyThatStopsReplayingLagsAndCatchesUpAgain() {
        on(
                primary,
                "create schema lifeboat authorization watcher",
                "create table lifeboat.heartbeat (one boolean primary key, at timestamptz)",
                "grant all on lifeboat.heartbeat to watcher");
        ReplicationProbe probe = replication("watcher", "w", new HeartbeatRow("lifeboat.heartbeat"));
        assertThat(lag(probe)).isNaN();

        try (PostgresServer standby = standby()) {
            await().atMost(Duration.ofSeconds(30)).until(() -> lag(probe) < 5);
            assertThat(reading(replication("stranger", "s", null), RuleName.REPLICATION_LAG, "shop/standby-replica-1"))
                    .isNull();

            on(standby, "select pg_wal_replay_pause()");
            await().atMost(Duration.ofSeconds(60)).until(() -> lag(probe) > 3);
            Reading lagging = reading(probe, RuleName.REPLICATION_LAG, "shop/standby-replica-1");
            assertThat(lagging).isInstanceOfSatisfying(Reading.Measured.class, measured -> {
                assertThat(measured.lag().link()).isEqualTo("shop → standby replica-1");
                assertThat(measured.lag().bytes()).isPositive();
            });

            on(standby, "select pg_wal_replay_resume()");
            await().atMost(Duration.ofSeconds(30)).until(() -> lag(probe) < 3);
        }
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(reading(probe, RuleName.REPLICATION_LAG, "shop/standby-replica-1"))
                        .isEqualTo(new Reading.Unknown("the standby is not connected")));
    }

    @Test
    void aSlotThatWasLeftBehindKeepsWalUntilItIsDropped() {
        ReplicationProbe probe = replication("watcher", "w", null);
        on(
                primary,
                "alter system set max_slot_wal_keep_size = '64MB'",
                "select pg_reload_conf()",
                "select pg_create_physical_replication_slot('forgotten', true)",
                "create table filler as select repeat('x', 500) from generate_series(1, 100000)");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(reading(probe, RuleName.SLOT_KEEPS_WAL, "shop/forgotten"))
                        .isInstanceOfSatisfying(Reading.Measured.class, measured -> {
                            assertThat(measured.amount()).isGreaterThan(50);
                            assertThat(measured.value()).contains("of 64.0 MiB, nobody reads it");
                        }));

        on(primary, "select pg_drop_replication_slot('forgotten')", "drop table filler");
        assertThat(reading(probe, RuleName.SLOT_KEEPS_WAL, "shop/forgotten")).isEqualTo(new Reading.Good("it is gone"));
    }

    @Test
    void theClockOfTheServerAndTheSizeOfItsDatabasesAreMeasured() {
        assertThat(reading(replication("watcher", "w", null), RuleName.CLOCK_SKEW, "shop"))
                .isInstanceOfSatisfying(
                        Reading.Measured.class,
                        clock -> assertThat(clock.amount()).isLessThan(1));
        Reading size = new DatabaseSizeLook(
                        "shop",
                        login(primary.port(), "watcher", "w", "postgres"),
                        10L << 20,
                        new Forecast(System::nanoTime, Forecast.History.NONE))
                .read();
        assertThat(size)
                .isInstanceOfSatisfying(
                        Reading.Measured.class,
                        full -> assertThat(full.amount()).isGreaterThan(100));
    }

    private static PostgresServer standby() {
        primary.stop();
        PostgresOptions standby = Standby.copyOf(primary, folder.resolve("primary"), folder.resolve("standby"));
        primary = PostgresServer.start(
                PostgresOptions.in(folder.resolve("primary")).withPort(primary.port()));
        return PostgresServer.start(standby);
    }
}
