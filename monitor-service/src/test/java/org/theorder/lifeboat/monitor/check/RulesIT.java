package org.theorder.lifeboat.monitor.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.Impact;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.LagTrend;
import org.theorder.lifeboat.events.ReplicationLagDetected;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Team;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.monitor.servers.Api;
import org.theorder.lifeboat.monitor.servers.IncidentsOnKafka;
import org.theorder.lifeboat.monitor.servers.Kafka;
import org.theorder.lifeboat.monitor.servers.Ledger;
import org.theorder.lifeboat.monitor.servers.ServerCertificate;
import org.theorder.lifeboat.servers.test.RequiredServers;

/**
 * Every rule that is measured by a probe of ours: the real thing happens, one incident on Kafka tells the right team, and it
 * resolves when the thing is over. The limits are those of the release; what lasts minutes lasts a second here. What other
 * services tell is in {@code SafetyIT} and its siblings.
 */
@QuarkusTest
@QuarkusTestResource(value = Ledger.class, restrictToAnnotatedClass = true)
class RulesIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int MEBIBYTE = 1 << 20;

    private static final String RULES = """
            replication-lag:
              clear-for: 1s
              cases:
                "ledger/standby-replica-1": {warning-above: 3s, good-below: 2s}
            monitoring-blind:
              raise-for: 1s
            flapping:
              clear-for: 3s
            """;

    private final Kafka kafka = new Kafka();
    private final IncidentsOnKafka incidents = new IncidentsOnKafka(kafka);
    private final AtomicInteger status = new AtomicInteger(200);

    @BeforeEach
    void shorten() {
        rules(RULES);
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(Api.viewer()
                                .get("/rules")
                                .jsonPath()
                                .getString("rules.find { it.name == 'flapping' }.threshold"))
                        .contains("3 s"));
    }

    @AfterEach
    void close() {
        kafka.close();
    }

    private static void rules(String text) {
        Path file = Path.of(ConfigProvider.getConfig().getValue("lifeboat.monitor.rules.file", String.class));
        try {
            Path written = Files.writeString(file.resolveSibling("rules.new"), text);
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aStandbyThatStopsReplayingLagsAndIsAnnouncedOnce() {
        incidents.isOneFor(
                Team.DATABASE,
                "replication-lag",
                "ledger/standby-replica-1",
                () -> Ledger.onStandby("select pg_wal_replay_pause()"),
                () -> Ledger.onStandby("select pg_wal_replay_resume()"));

        List<ReplicationLagDetected> crossings =
                kafka
                        .await(
                                Topics.REPLICATION_LAG_DETECTED,
                                1,
                                event -> event.cluster().value().equals("ledger"))
                        .stream()
                        .map(Kafka.Heard::event)
                        .toList();
        assertThat(crossings).singleElement().satisfies(crossing -> {
            assertThat(crossing.link()).isEqualTo("ledger → standby replica-1");
            assertThat(crossing.lag()).isGreaterThan(Duration.ofSeconds(3));
            assertThat(crossing.threshold()).isEqualTo(Duration.ofSeconds(3));
            assertThat(crossing.lagBytes()).isPositive();
            assertThat(crossing.trend()).isEqualTo(LagTrend.GROWING);
        });
    }

    @Test
    void aSlotThatWasLeftBehindKeepsWalUntilItIsDropped() {
        // it keeps WAL from the last checkpoint on
        Ledger.onPrimary("checkpoint", "select pg_create_physical_replication_slot('forgotten', true)");
        Incident incident = incidents.isOneFor(
                Team.DATABASE,
                "slot-keeps-wal",
                "ledger/forgotten",
                // WAL alone: the databases do not grow
                () -> Ledger.onPrimary(
                        "select pg_logical_emit_message(false, 'filler', repeat('x', 1000000)) from generate_series(1, 60)"),
                () -> Ledger.onPrimary("select pg_drop_replication_slot('forgotten')"));
        assertThat(incident.suggestedPlan()).contains("pg_drop_replication_slot");
    }

    @Test
    void databasesThatFillTheirQuotaAreOneUntilTheyShrink() {
        Incident incident = incidents.isOneFor(
                Team.INFRASTRUCTURE,
                "storage-used",
                "ledger/databases",
                () -> Ledger.onPrimary(
                        "create table filler as select repeat('x', 1900) as x from generate_series(1, 30000)"),
                () -> Ledger.onPrimary("drop table filler"));
        assertThat(incident.title()).isEqualTo("The databases of ledger fill their quota");
    }

    @Test
    void aFileSystemThatFillsUpIsOneUntilThereIsRoom() {
        Path file = RequiredServers.orSkip(
                        Ledger.smallFileSystem(),
                        "a file system of 16 MiB, which this test mounts,",
                        "run the tests as root, or where unshare -Urm is allowed")
                .resolve("file");
        incidents.isOneFor(Team.INFRASTRUCTURE, "storage-used", "small", () -> fill(file, 15), () -> fill(file, 11));
    }

    private static void fill(Path file, int mebibytes) {
        try {
            Files.write(file, new byte[mebibytes * MEBIBYTE]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aClockThatIsWrongIsOneUntilItIsRight() {
        // the probe asks a function of this name, and finds this one first
        incidents.isOneFor(
                Team.INFRASTRUCTURE,
                "clock-skew",
                "ledger",
                () -> Ledger.onPrimary(
                        "create schema wrong",
                        "create function wrong.clock_timestamp() returns timestamptz language sql as $$ select pg_catalog.clock_timestamp() + interval '1 hour' $$",
                        "grant usage on schema wrong to watcher",
                        "alter role watcher set search_path = wrong, pg_catalog"),
                () -> Ledger.onPrimary("alter role watcher reset search_path"));
    }

    @Test
    void aLoginThatIsRefusedMakesMonitoringBlindUntilItIsTakenAgain() throws IOException {
        Path password = Ledger.folder().resolve("watcher.password");
        incidents.awaitCheck("service-down", "ledger", "ok");
        Files.writeString(password, "wrong");
        Incident incident =
                incidents.opened("monitoring-blind", "service-down/ledger").getFirst();
        assertThat(incident.team()).isEqualTo(Team.DATABASE);
        assertThat(Api.check("service-down", "ledger")).isEqualTo("unknown");

        Files.writeString(password, "w");
        incidents.awaitResolved(incident);
        assertThat(incidents.opened("monitoring-blind", "service-down/ledger")).hasSize(1);
        assertThat(Api.open("service-down", "ledger")).isEmpty();
    }

    @Test
    void aCertificateThatIsAboutToExpireIsOneUntilItIsRenewed() {
        int port = Ledger.port("shield");
        HttpServer old = ServerCertificate.show(port, Ledger.folder(), 90);
        incidents.awaitCheck("certificate-expires", "shield", "ok");
        old.stop(0);
        HttpServer expiring = ServerCertificate.show(port, Ledger.folder(), 2);
        Incident incident = incidents.opened("certificate-expires", "shield").getFirst();
        assertThat(incident.team()).isEqualTo(Team.SECURITY);
        assertThat(incident.severity()).isEqualTo(Severity.CRITICAL);

        expiring.stop(0);
        HttpServer renewed = ServerCertificate.show(port, Ledger.folder(), 91);
        incidents.awaitResolved(incident);
        renewed.stop(0);
    }

    @Test
    void rulesThatAreRefusedAreOneUntilTheyAreRepaired() {
        Incident incident = incidents.isOneFor(
                Team.INFRASTRUCTURE,
                "rules-refused",
                "rules",
                () -> rules(RULES + "replication-leg: {warning-above: 1s}\n"),
                () -> rules(RULES));
        assertThat(incident.facts()).anySatisfy(fact -> assertThat(fact.value()).contains("replication-leg"));
    }

    @Test
    void aServiceThatComesAndGoesIsOneEachTimeAndThenFlapsAndNobodyIsToldAgain() throws IOException {
        HttpServer web =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), Ledger.port("web")), 0);
        web.createContext("/health", exchange -> {
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
        });
        web.start();
        try {
            awaitDown(false);
            status.set(503);
            awaitDown(true);
            Incident down = incidents.opened("service-down", "web").getLast();
            assertThat(down.team()).isEqualTo(Team.INFRASTRUCTURE);
            assertThat(down.severity()).isEqualTo(Severity.CRITICAL);
            status.set(200);
            incidents.awaitResolved(down);

            while (!flaps()) {
                status.set(status.get() == 200 ? 503 : 200);
                awaitDown(status.get() == 503);
            }
            Incident flapping = incidents.opened("flapping", "service-down/web").getFirst();
            assertThat(flapping.team()).isEqualTo(Team.INFRASTRUCTURE);
            assertThat(flapping.severity()).as("as what comes and goes").isEqualTo(Severity.CRITICAL);
            assertThat(flapping.impact()).isEqualTo(Impact.CRITICAL);
            int told = incidents.opened("service-down", "web").size();
            assertThat(told).isLessThan(5);
            status.set(status.get() == 200 ? 503 : 200);
            incidents.awaitCheck("service-down", "web", status.get() == 200 ? "ok" : "failing");
            status.set(200);
            incidents.awaitResolved(flapping);
            assertThat(incidents.opened("service-down", "web")).hasSize(told);
        } finally {
            web.stop(0);
        }
    }

    private static boolean flaps() {
        return !Api.open("flapping", "service-down/web").isEmpty();
    }

    private static void awaitDown(boolean down) {
        await().atMost(LIMIT)
                .until(() -> flaps() || Api.open("service-down", "web").isEmpty() != down);
    }
}
