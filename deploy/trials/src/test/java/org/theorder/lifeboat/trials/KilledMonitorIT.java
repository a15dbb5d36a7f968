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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.ProtectionReported;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.events.Team;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.local.demo.Events;
import org.theorder.lifeboat.local.suite.BackupServiceAlone;
import org.theorder.lifeboat.local.suite.Home;
import org.theorder.lifeboat.local.suite.ServiceReplica;

/**
 * kill -9 of the packaged monitor-service at its worst moments, alone and with a second replica: whatever goes down is one
 * incident on Kafka, opened once, and none is lost; whatever comes back resolves it.
 */
class KilledMonitorIT {
    private static final int ROUNDS = Chance.times(2, 30);

    /** One for each round at least: what goes up and down again and again is flapping, and that is another incident. */
    private static final List<String> SERVICES = Stream.concat(
                    Stream.of("mail", "search", "orders", "prices"),
                    IntStream.range(0, ROUNDS).mapToObj(round -> "shop-" + round))
            .toList();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    private final Chance chance = Chance.of("KilledMonitorIT");
    private Ports services;
    private BackupServiceAlone alone;
    private ServiceReplica monitor;
    private Events events;

    @BeforeEach
    void start() {
        Path project = Path.of(System.getProperty("lifeboat.project", "../.."))
                .toAbsolutePath()
                .normalize();
        services = new Ports(SERVICES);
        alone = BackupServiceAlone.prepare(new Home(folder.resolve("home"), project), Clock.systemUTC());
        events = Events.from(alone.bootstrapServers(), Clock.systemUTC());
        monitor = alone.monitor("monitor-service");
        monitor.start(keys());
        awaitGood();
    }

    @AfterEach
    void end() {
        events.close();
        alone.close();
        services.close();
    }

    private Map<String, String> keys() {
        Map<String, String> keys = new TreeMap<>(services.probes());
        keys.put("lifeboat.monitor.heartbeats.services", "");
        keys.put("lifeboat.monitor.evaluation.lease", "2s");
        return keys;
    }

    @Test
    void killedAloneItOpensEveryIncidentOnceAndLosesNone() {
        for (int round = 0; round < ROUNDS; round++) {
            String service = "shop-" + round;
            killAfter(() -> services.down(service), "resolved_at is null");
            monitor.start(keys());
            patiently(service + " is an incident")
                    .until(() -> !incidents(service).isEmpty());

            killAfter(() -> services.up(service), "resolved_at is not null");
            monitor.start(keys());
            patiently(service + " is none").until(() -> !resolved(service).isEmpty());
            assertThat(incidents(service)).hasSize(1);
        }
        assertEverythingWasToldOnce();
    }

    @Test
    void twoReplicasAreOneMonitorWhicheverIsKilledOrStandsStill() {
        ServiceReplica second = alone.monitor("monitor-service-2");
        second.start(keys());

        services.down("mail");
        patiently("mail is an incident").until(() -> !incidents("mail").isEmpty());
        killAfter(() -> services.down("search"), "resolved_at is null");
        patiently("search is an incident").until(() -> !incidents("search").isEmpty());

        monitor.start(keys());
        second.pause();
        try {
            services.up("mail");
            services.up("search");
            services.down("orders");
            patiently("the other one goes on").untilAsserted(() -> {
                assertThat(resolved("mail")).hasSize(1);
                assertThat(resolved("search")).hasSize(1);
                assertThat(incidents("orders")).hasSize(1);
            });
        } finally {
            second.wake();
        }
        services.up("orders");
        patiently("orders is none").until(() -> !resolved("orders").isEmpty());
        SERVICES.forEach(service -> assertThat(incidents(service)).hasSizeLessThan(2));
        assertEverythingWasToldOnce();
    }

    /** What was told of a cluster cannot be read any more: each look at it breaks, from the first one of the new process on. */
    @Test
    void aCheckWhoseLookBreaksRightFromARestartIsAnIncident() throws IOException {
        tellOf("ledger");
        patiently("the cluster is watched")
                .until(() ->
                        count("monitor.check_status where subject = 'ledger/dr' and rule = 'recovery-point'") == 1);

        monitor.killHard();
        change("update monitor.latest_event set data = '{}' where topic = '" + Topics.PROTECTION_REPORTED.name() + "'");
        Map<String, String> keys = keys();
        keys.put(
                "lifeboat.monitor.rules.file",
                Files.writeString(folder.resolve("rules.yaml"), "monitoring-blind: {raise-for: 1s}\n")
                        .toString());
        monitor.start(keys);
        patiently("somebody is told")
                .untilAsserted(() -> assertThat(incidents("recovery-point/ledger/dr"))
                        .singleElement()
                        .satisfies(blind -> {
                            assertThat(blind.rule()).isEqualTo("monitoring-blind");
                            assertThat(blind.team()).isEqualTo(Team.DATABASE);
                        }));

        tellOf("ledger");
        patiently("it is seen again")
                .untilAsserted(
                        () -> assertThat(resolved("recovery-point/ledger/dr")).hasSize(1));
    }

    private void tellOf(String cluster) {
        Instant now = Clock.systemUTC().instant();
        events.publish(
                Topics.PROTECTION_REPORTED,
                cluster,
                new ProtectionReported(
                        new ClusterName(cluster),
                        now,
                        Lsn.parse("0/5000000"),
                        true,
                        null,
                        List.of(new ProtectionReported.Region(
                                new RegionName("dr"),
                                Lsn.parse("0/5000000"),
                                now,
                                new BackupId("20261122T120000123Z-full"),
                                now.minusSeconds(600),
                                null))));
    }

    /** At any moment, or as soon as a row is there: then it is committed, and its event is on its way or not. */
    private void killAfter(Runnable cause, String row) {
        long before = rows(row);
        cause.run();
        if (chance.below(3) == 0) {
            LockSupport.parkNanos(Duration.ofMillis(chance.below(800)).toNanos());
        } else {
            patiently("an incident is committed")
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> rows(row) > before);
        }
        monitor.killHard();
    }

    private long rows(String condition) {
        return count("monitor.incident where " + condition);
    }

    private long count(String rows) {
        try (Connection connection = DriverManager.getConnection(alone.databaseUrl());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from " + rows)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void change(String sql) {
        try (Connection connection = DriverManager.getConnection(alone.databaseUrl());
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).as(sql).isPositive();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitGood() {
        patiently("everything is looked at")
                .until(() ->
                        count("monitor.check_status where rule = 'service-down' and state = 'OK'") == SERVICES.size());
    }

    private List<Incident> incidents(String service) {
        return events.of(Topics.INCIDENT_OPENED)
                .map(sent -> sent.data().incident())
                .filter(incident -> incident.subject().equals(service))
                .toList();
    }

    private List<Incident> resolved(String service) {
        return events.of(Topics.INCIDENT_RESOLVED)
                .map(sent -> sent.data().incident())
                .filter(incident -> incident.subject().equals(service))
                .toList();
    }

    /** Of every incident every version is told, once and without a gap, from opened to resolved. */
    private void assertEverythingWasToldOnce() {
        Map<String, List<Integer>> versions = new TreeMap<>();
        Stream.of(
                        events.of(Topics.INCIDENT_OPENED)
                                .map(sent -> sent.data().incident()),
                        events.of(Topics.INCIDENT_UPDATED)
                                .map(sent -> sent.data().incident()),
                        events.of(Topics.INCIDENT_RESOLVED)
                                .map(sent -> sent.data().incident()))
                .flatMap(incidents -> incidents)
                .filter(incident -> incident.rule().equals("service-down"))
                .forEach(incident -> versions.computeIfAbsent(incident.id().value(), _ -> new ArrayList<>())
                        .add(incident.version()));
        assertThat(versions)
                .isNotEmpty()
                .allSatisfy((_, told) -> assertThat(told)
                        .containsExactlyInAnyOrderElementsOf(
                                IntStream.rangeClosed(1, told.size()).boxed().toList()));
        assertThat(rows("rule = 'service-down'")).isEqualTo(versions.size());
    }

    private static ConditionFactory patiently(String what) {
        return Awaitility.await(what).atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50));
    }
}
