package org.theorder.lifeboat.monitor.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.monitor.rule.Observation;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Subject;
import org.theorder.lifeboat.monitor.rule.SubjectKey;
import org.theorder.lifeboat.servers.PostgresOptions;
import org.theorder.lifeboat.servers.PostgresServer;
import org.theorder.lifeboat.servers.test.Standby;

/** The SQL probes against a real primary and a real standby. */
class SqlProbeIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final String STANDBY = "shop/standby-replica-1";

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
        return new SqlServer(
                "127.0.0.1", port, database, user, password, null, "disable", new Trust("ca-file", null), TIMEOUT);
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
    void aPasswordThatIsWantedAndThatWeDoNotHaveSaysNothingAboutTheServer() {
        assertThat(look(login(primary.port(), "watcher", null, "postgres"))).isInstanceOf(Reading.Unknown.class);
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
                new Trust("ca-file", null),
                TIMEOUT);
        assertThat(look(server))
                .isInstanceOfSatisfying(
                        Reading.Unknown.class,
                        unknown -> assertThat(unknown.value()).contains("gone.password cannot be read"));
    }

    private static ReplicationProbe replication(String user, String password, @Nullable HeartbeatRow heartbeat) {
        return replication(primary.port(), user, password, heartbeat, LsnHistory.Samples.NONE);
    }

    private static ReplicationProbe replication(
            int port, String user, String password, @Nullable HeartbeatRow heartbeat, LsnHistory.Samples before) {
        return new ReplicationProbe(
                "shop",
                new ClusterName("shop"),
                login(port, user, password, "postgres"),
                heartbeat,
                new LsnHistory(System::nanoTime, before),
                Duration.ofSeconds(5),
                Clock.systemUTC());
    }

    /** What the process before had seen: that so much was written ten minutes ago, and so much five minutes ago. */
    private static LsnHistory.Samples before(long tenMinutesAgo, long fiveMinutesAgo) {
        return new LsnHistory.Samples() {
            @Override
            public List<LsnHistory.Past> read() {
                return List.of(
                        new LsnHistory.Past(Duration.ofMinutes(10), tenMinutesAgo),
                        new LsnHistory.Past(Duration.ofMinutes(5), fiveMinutesAgo));
            }

            @Override
            public void add(long position) {}
        };
    }

    /** A reason to be blind that no other check tells. */
    private static void isBlind(Probe probe, String because) {
        assertThat(reading(probe, RuleName.REPLICATION_LAG, "shop/replication"))
                .isInstanceOfSatisfying(Reading.Unknown.class, unknown -> {
                    assertThat(unknown.explained()).isFalse();
                    assertThat(unknown.value()).contains(because);
                });
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
        return reading(probe, RuleName.REPLICATION_LAG, STANDBY) instanceof Reading.Measured measured
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
            assertThat(reading(probe, RuleName.REPLICATION_LAG, "shop/replication"))
                    .isInstanceOf(Reading.Good.class);
            assertThat(reading(replication("stranger", "s", null), RuleName.REPLICATION_LAG, STANDBY))
                    .isNull();

            on(standby, "select pg_wal_replay_pause()");
            await().atMost(Duration.ofSeconds(60)).until(() -> lag(probe) > 3);
            Reading lagging = reading(probe, RuleName.REPLICATION_LAG, STANDBY);
            assertThat(lagging).isInstanceOfSatisfying(Reading.Measured.class, measured -> {
                assertThat(measured.lag().link()).isEqualTo("shop → standby replica-1");
                assertThat(measured.lag().bytes()).isPositive();
                assertThat(measured.atLeast()).isFalse();
            });
            aRestartKnowsForHowLongItHasStoodStill(
                    ((Reading.Measured) lagging).lag().bytes());

            on(standby, "select pg_wal_replay_resume()");
            await().atMost(Duration.ofSeconds(30)).until(() -> lag(probe) < 3);
        }
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(reading(probe, RuleName.REPLICATION_LAG, STANDBY))
                        .isEqualTo(new Reading.Unknown("the standby is not connected")));
        aStandbyThatVanishedAroundARestartIsMissed();
    }

    private void aRestartKnowsForHowLongItHasStoodStill(long bytes) {
        assertThat(reading(replication("watcher", "w", null), RuleName.REPLICATION_LAG, STANDBY))
                .as("it may have stood still for years")
                .isInstanceOfSatisfying(
                        Reading.Measured.class, lag -> assertThat(lag.atLeast()).isTrue());

        long written = position();
        ReplicationProbe restarted = replication(primary.port(), "watcher", "w", null, before(0, written - bytes / 2));
        assertThat(lag(restarted)).isGreaterThan(299);
    }

    private static long position() {
        try (Connection connection = DriverManager.getConnection(primary.jdbcUrl("postgres"));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint")) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void aStandbyThatVanishedAroundARestartIsMissed() {
        ReplicationProbe restarted = replication("watcher", "w", null);
        Subject dropped = new Subject(RuleName.SLOT_KEEPS_WAL, "shop/dropped", new ClusterName("shop"), "shop");
        restarted.recall(List.of(
                standby("shop", "standby-replica-1"),
                standby("shop", "dr"),
                standby("other", "standby-replica-1"),
                dropped));
        assertThat(restarted.finds(dropped.key())).as("it may be there").isTrue();

        assertThat(restarted.look())
                .filteredOn(observation ->
                        !observation.subject().equals(restarted.subjects().getFirst()))
                .filteredOn(observation -> observation.subject().key().rule() != RuleName.CLOCK_SKEW)
                .extracting(observation -> observation.subject().key().subject(), Observation::reading)
                .containsExactly(tuple(STANDBY, new Reading.Unknown("the standby is not connected")));
        assertThat(restarted.finds(new SubjectKey(RuleName.REPLICATION_LAG, STANDBY)))
                .isTrue();
        assertThat(restarted.finds(dropped.key())).isFalse();

        // an operator said so to the process that evaluated meanwhile
        restarted.recall(List.of());
        assertThat(reading(restarted, RuleName.REPLICATION_LAG, STANDBY)).isNull();
    }

    private static Subject standby(String cluster, String name) {
        return new Subject(RuleName.REPLICATION_LAG, cluster + "/" + name, new ClusterName(cluster), cluster);
    }

    @Test
    void whatCannotBeSeenIsSaidWithItsRemedy() {
        isBlind(replication("stranger", "s", null), "grant pg_monitor to stranger");
        isBlind(
                replication("watcher", "w", new HeartbeatRow("nowhere.heartbeat")),
                "create table nowhere.heartbeat (one boolean primary key");
        on(
                primary,
                "create role reader login password 'r'",
                "grant pg_monitor to reader",
                "alter role reader set default_transaction_read_only = on",
                "create table heartbeat (one boolean primary key, at timestamptz)",
                "grant all on heartbeat to reader");
        ReplicationProbe readOnly = replication("reader", "r", new HeartbeatRow("public.heartbeat"));
        isBlind(readOnly, "cannot execute INSERT in a read-only transaction");
        assertThat(reading(readOnly, RuleName.CLOCK_SKEW, "shop"))
                .as("what can be seen is told")
                .isInstanceOf(Reading.Measured.class);
    }

    @Test
    void aServerThatLetsNobodyInIsForItsOwnProbeToSay() {
        assertThat(replication(1, "watcher", "w", null, LsnHistory.Samples.NONE).look())
                .isNotEmpty()
                .allSatisfy(observation -> assertThat(observation.reading())
                        .isInstanceOfSatisfying(
                                Reading.Unknown.class,
                                unknown -> assertThat(unknown.explained()).isTrue()));
    }

    @Test
    void sizesThatMayNotBeAskedForAreUnknownForAReasonThatNobodyElseTells() {
        on(primary, "create database closed", "revoke connect on database closed from public");
        try {
            Reading size = new DatabaseSizeLook(
                            "shop",
                            login(primary.port(), "stranger", "s", "postgres"),
                            10L << 20,
                            new Forecast(System::nanoTime, Forecast.History.NONE))
                    .read();
            assertThat(size).isInstanceOfSatisfying(Reading.Unknown.class, unknown -> {
                assertThat(unknown.explained()).isFalse();
                assertThat(unknown.value()).contains("pg_monitor", "closed");
            });
        } finally {
            on(primary, "drop database closed");
        }
    }

    /** The probe asks a view of this name, and finds this one first. */
    @Test
    void standbysOfOneNameAreWatchedByTheirAddressesAndTheWorstCountsWhereThatIsTheSame() {
        on(
                primary,
                "create schema crowd",
                "create table crowd.streams (application_name text, client_addr inet, replay_lsn pg_lsn)",
                "create view crowd.pg_stat_replication as select *, 'streaming' as state, null::interval as replay_lag from crowd.streams",
                "create role crowded login password 'c'",
                "grant pg_monitor to crowded",
                "grant usage on schema crowd to crowded",
                "grant select on all tables in schema crowd to crowded",
                "alter role crowded set search_path = crowd, pg_catalog",
                "insert into crowd.streams values ('walreceiver', '10.0.0.1', pg_current_wal_lsn()), ('walreceiver', '10.0.0.2', '0/1'), ('replica', '10.0.0.3', pg_current_wal_lsn() + 9000)");
        ReplicationProbe probe = replication("crowded", "c", null);

        assertThat(bytesBehind(probe))
                .containsOnlyKeys(
                        "shop/standby-replica",
                        "shop/standby-walreceiver@10.0.0.1",
                        "shop/standby-walreceiver@10.0.0.2")
                .hasEntrySatisfying(
                        "shop/standby-walreceiver@10.0.0.2",
                        bytes -> assertThat(bytes).isPositive())
                .containsEntry("shop/standby-replica", 0L);

        on(primary, "insert into crowd.streams values ('replica', '10.0.0.4', '0/1'), ('replica', '10.0.0.4', '0/9')");
        assertThat(bytesBehind(probe))
                .hasSize(4)
                .containsEntry("shop/standby-replica@10.0.0.3", 0L)
                .hasEntrySatisfying(
                        "shop/standby-replica@10.0.0.4",
                        bytes -> assertThat(bytes).isPositive());
        assertThat(probe.finds(new SubjectKey(RuleName.REPLICATION_LAG, "shop/standby-replica")))
                .as("it is watched by its address now")
                .isFalse();
    }

    private static Map<String, Long> bytesBehind(Probe probe) {
        Map<String, Long> behind = new TreeMap<>();
        probe.look().forEach(observation -> {
            if (observation.reading() instanceof Reading.Measured measured && measured.lag() != null) {
                behind.put(observation.subject().key().subject(), measured.lag().bytes());
            }
        });
        return behind;
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
        assertThat(reading(probe, RuleName.SLOT_KEEPS_WAL, "shop/forgotten")).isNull();
        assertThat(probe.finds(new SubjectKey(RuleName.SLOT_KEEPS_WAL, "shop/forgotten")))
                .as("its check is forgotten")
                .isFalse();
    }

    @Test
    void onlyTheClustersOwnSlotIsLeftToBackupService() {
        List<String> slots = List.of("lifeboat_shop", "lifeboat_shop_before_it_was_renamed");
        slots.forEach(slot -> on(primary, "select pg_create_physical_replication_slot('" + slot + "', true)"));
        ReplicationProbe probe = replication("watcher", "w", null);
        try {
            assertThat(reading(probe, RuleName.SLOT_KEEPS_WAL, "shop/lifeboat_shop"))
                    .isNull();
            assertThat(reading(probe, RuleName.SLOT_KEEPS_WAL, "shop/lifeboat_shop_before_it_was_renamed"))
                    .isInstanceOf(Reading.Measured.class);
        } finally {
            slots.forEach(slot -> on(primary, "select pg_drop_replication_slot('" + slot + "')"));
        }
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
