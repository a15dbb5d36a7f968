package org.theorder.lifeboat.trials;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.local.demo.Events;
import org.theorder.lifeboat.local.suite.BackupServiceAlone;
import org.theorder.lifeboat.local.suite.Home;
import org.theorder.lifeboat.local.suite.ServiceReplica;
import org.theorder.lifeboat.servers.PostgresOptions;
import org.theorder.lifeboat.servers.PostgresServer;
import org.theorder.lifeboat.servers.test.Standby;

/**
 * kill -9 of the packaged monitor-service while a standby lags: when its incident has just been committed, while it is open,
 * and when its end has just been committed. Each crossing is one incident and one {@code replication-lag-detected}.
 */
class KilledWhileItLagsIT {
    private static final String STANDBY = "ledger/standby-replica-1";
    private static final String RULES = """
            replication-lag:
              clear-for: 1s
              cases:
                "ledger/standby-replica-1": {warning-above: 3s, good-below: 2s}
            """;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    private PostgresServer primary;
    private PostgresServer standby;
    private BackupServiceAlone alone;
    private ServiceReplica monitor;
    private Events events;

    @BeforeEach
    void start() throws IOException {
        startServers();
        Path project = Path.of(System.getProperty("lifeboat.project", "../.."))
                .toAbsolutePath()
                .normalize();
        alone = BackupServiceAlone.prepare(new Home(folder.resolve("home"), project), Clock.systemUTC());
        events = Events.from(alone.bootstrapServers(), Clock.systemUTC());
        monitor = alone.monitor("monitor-service");
        Files.writeString(folder.resolve("rules.yaml"), RULES);
        monitor.start(keys());
        awaitSeen("OK");
    }

    private void startServers() {
        Path place = folder.resolve("primary");
        primary = PostgresServer.start(PostgresOptions.in(place));
        Standby.on(
                primary.jdbcUrl("postgres"),
                "create role watcher login password 'w'",
                "grant pg_monitor to watcher",
                "create schema lifeboat authorization watcher",
                "create table lifeboat.heartbeat (one boolean primary key, at timestamptz)",
                "grant all on lifeboat.heartbeat to watcher");
        primary.stop();
        PostgresOptions copy = Standby.copyOf(primary, place, folder.resolve("standby"));
        primary = PostgresServer.start(PostgresOptions.in(place).withPort(primary.port()));
        standby = PostgresServer.start(copy);
    }

    @AfterEach
    void end() {
        events.close();
        alone.close();
        standby.stop();
        primary.stop();
    }

    private Map<String, String> keys() {
        String probe = "lifeboat.monitor.probes.ledger.";
        return Map.ofEntries(
                Map.entry(probe + "kind", "sql"),
                Map.entry(probe + "host", "127.0.0.1"),
                Map.entry(probe + "port", String.valueOf(primary.port())),
                Map.entry(probe + "user", "watcher"),
                Map.entry(probe + "password", "w"),
                Map.entry(probe + "heartbeat", "lifeboat.heartbeat"),
                Map.entry(probe + "replication-interval", "500ms"),
                Map.entry(
                        "lifeboat.monitor.rules.file",
                        folder.resolve("rules.yaml").toString()),
                Map.entry("lifeboat.monitor.heartbeats.services", ""),
                Map.entry("lifeboat.monitor.evaluation.lease", "2s"));
    }

    @Test
    void aLagIsOneIncidentHoweverOftenTheMonitorIsKilledMeanwhile() {
        Standby.on(standby.jdbcUrl("postgres"), "select pg_wal_replay_pause()");
        killOnce("the incident is committed", "resolved_at is null");
        monitor.start(keys());
        awaitTold(1, 0);

        monitor.killHard();
        monitor.start(keys());
        awaitSeen("FAILING");
        assertThat(rows("resolved_at is null")).as("still the same").isEqualTo(1);

        Standby.on(standby.jdbcUrl("postgres"), "select pg_wal_replay_resume()");
        killOnce("its end is committed", "resolved_at is not null");
        monitor.start(keys());
        awaitTold(1, 1);
        awaitSeen("OK");

        // whatever was told twice of the first is there when the second is told
        Standby.on(standby.jdbcUrl("postgres"), "select pg_wal_replay_pause()");
        awaitTold(2, 1);
        Standby.on(standby.jdbcUrl("postgres"), "select pg_wal_replay_resume()");
        awaitTold(2, 2);
        assertThat(opened().map(Incident::id).distinct()).hasSize(2);
        assertThat(resolved().map(Incident::id))
                .containsExactlyElementsOf(opened().map(Incident::id).toList());
        assertThat(events.of(Topics.REPLICATION_LAG_DETECTED))
                .extracting(sent -> sent.data().link())
                .containsExactly("ledger → standby replica-1", "ledger → standby replica-1");
        assertThat(rows("true")).isEqualTo(2);
    }

    /** As soon as the row is there: it is committed, and its events are on their way or not. */
    private void killOnce(String what, String row) {
        patiently(what).pollInterval(Duration.ofMillis(1)).until(() -> rows(row) == 1);
        monitor.killHard();
    }

    /** Looked at since the last start, with this result. */
    private void awaitSeen(String state) {
        String begun = value("select now()::text");
        patiently("the standby is " + state)
                .until(() -> value(
                                "select count(*) from monitor.check_status where rule = 'replication-lag' and subject = '"
                                        + STANDBY + "' and state = '" + state + "' and evaluated_at > '" + begun + "'")
                        .equals("1"));
    }

    private void awaitTold(int crossings, int ends) {
        patiently(crossings + " told, " + ends + " over").untilAsserted(() -> {
            assertThat(opened()).hasSize(crossings);
            assertThat(resolved()).hasSize(ends);
            assertThat(events.of(Topics.REPLICATION_LAG_DETECTED)).hasSize(crossings);
        });
    }

    private Stream<Incident> opened() {
        return events.of(Topics.INCIDENT_OPENED)
                .map(sent -> sent.data().incident())
                .filter(incident -> incident.subject().equals(STANDBY));
    }

    private Stream<Incident> resolved() {
        return events.of(Topics.INCIDENT_RESOLVED)
                .map(sent -> sent.data().incident())
                .filter(incident -> incident.subject().equals(STANDBY));
    }

    private long rows(String condition) {
        return Long.parseLong(
                value("select count(*) from monitor.incident where rule = 'replication-lag' and " + condition));
    }

    private String value(String sql) {
        try (Connection connection = DriverManager.getConnection(alone.databaseUrl());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ConditionFactory patiently(String what) {
        return Awaitility.await(what).atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50));
    }
}
