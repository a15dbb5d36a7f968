package org.theorder.lifeboat.monitor.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.ConfigValidationException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.Impact;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Team;
import org.theorder.lifeboat.monitor.Mappings;
import org.theorder.lifeboat.monitor.rule.Damping;
import org.theorder.lifeboat.monitor.rule.Rule;
import org.theorder.lifeboat.monitor.rule.RuleSet;
import org.theorder.lifeboat.monitor.rule.Subject;
import org.theorder.lifeboat.monitor.rulebook.RuleBook;
import org.theorder.lifeboat.monitor.servers.ServerCertificate;

class ProbeFactoryTest {
    private static final HttpClients HTTP = new HttpClients(Duration.ofSeconds(1));
    private static final String SHOP = "lifeboat.monitor.probes.shop.";
    private static final String DATA = "lifeboat.monitor.storage.data.";
    private static final Map<String, String> SQL =
            Map.of(SHOP + "kind", "sql", SHOP + "host", "db.example", SHOP + "user", "monitor");
    private static final Map<String, String> HTTP_PROBE =
            Map.of(SHOP + "kind", "http", SHOP + "url", "https://shop.example/health?key=secret");

    private static final RuleSet RULES = RuleBook.ofRelease();

    private final ProbeFactory factory =
            new ProbeFactory(HTTP, Clock.systemUTC(), _ -> Forecast.History.NONE, _ -> LsnHistory.Samples.NONE);

    @AfterAll
    static void close() {
        HTTP.close();
    }

    private List<Probe> services(Map<String, String> properties) {
        return factory.services(Mappings.of(ProbesConfiguration.class, properties));
    }

    private List<Probe> volumes(Map<String, String> properties) {
        return factory.volumes(Mappings.of(StorageConfiguration.class, properties));
    }

    private static Map<String, String> with(Map<String, String> properties, String key, String value) {
        Map<String, String> changed = new HashMap<>(properties);
        changed.put(key, value);
        return changed;
    }

    @Test
    void nothingConfiguredIsNoProbe() {
        assertThat(services(Map.of())).isEmpty();
        assertThat(volumes(Map.of())).isEmpty();
    }

    @Test
    void anSqlProbeWatchesAClusterForTheDatabaseTeam() {
        List<Probe> probes = services(SQL);

        assertThat(probes).extracting(Probe::name).containsExactly("service-down shop", "replication of shop");
        Probe probe = probes.getFirst();
        assertThat(probe.interval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(probe.timeout()).isEqualTo(Duration.ofSeconds(2));
        Subject subject = probe.subjects().getFirst();
        assertThat(subject.cluster()).isEqualTo(new ClusterName("shop"));
        assertThat(subject.component()).isEqualTo("shop");
        Rule rule = RULES.of(subject);
        assertThat(rule.team()).isEqualTo(Team.DATABASE);
        assertThat(rule.impact()).isEqualTo(Impact.CRITICAL);
        assertThat(rule.damping()).isEqualTo(Damping.counts(3, 2));
        assertThat(rule.threshold()).isEqualTo("after 3 failures in a row, clears after 2 successes in a row");
    }

    @Test
    void anHttpProbeIsForTheInfrastructureTeamAndShowsNoQuery() {
        Probe probe = services(HTTP_PROBE).getFirst();

        assertThat(RULES.of(probe.subjects().getFirst()).team()).isEqualTo(Team.INFRASTRUCTURE);
        assertThat(probe.subjects().getFirst().cluster()).isNull();
        assertThat(probe.late().toString())
                .contains("https://shop.example/health")
                .doesNotContain("secret");
    }

    @Test
    void aPasswordIsNeverShown() {
        Probe probe = services(with(SQL, SHOP + "password", "hunter2")).getFirst();

        assertThat(probe.toString() + probe.late()).doesNotContain("hunter2");
    }

    @Test
    void everythingCanBeChosen() {
        Map<String, String> all = new HashMap<>(SQL);
        all.putAll(Map.of(
                SHOP + "cluster", "shop-main",
                SHOP + "component", "Shop database",
                SHOP + "interval", "5s",
                SHOP + "timeout", "3s",
                SHOP + "severity", "warning",
                SHOP + "impact", "minor",
                SHOP + "team", "infrastructure",
                SHOP + "plan", "call anna"));
        Probe probe = services(all).getFirst();

        Subject subject = probe.subjects().getFirst();
        assertThat(probe.interval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(subject.cluster()).isEqualTo(new ClusterName("shop-main"));
        assertThat(subject.component()).isEqualTo("Shop database");
        Rule rule = RULES.of(subject);
        assertThat(rule.team()).isEqualTo(Team.INFRASTRUCTURE);
        assertThat(rule.impact()).isEqualTo(Impact.MINOR);
        assertThat(rule.severity()).isEqualTo(Severity.WARNING);
        assertThat(rule.plan()).isEqualTo("call anna");
    }

    @ParameterizedTest
    @CsvSource({
        "interval, 0s",
        "interval, 21s",
        "replication-interval, 21s",
        "timeout, -1s",
        "port, 70000",
        "cluster, Shop!",
        "password-file, relative/path"
    })
    void aWrongValueIsNamedByItsKey(String key, String value) {
        assertThatThrownBy(() -> services(with(SQL, SHOP + key, value)))
                .isInstanceOf(LifeboatException.class)
                .hasMessageStartingWith(SHOP + key + " ");
    }

    @ParameterizedTest
    @CsvSource({"shop.example/health", "ftp://shop.example/", "https://anna:secret@shop.example/", "http://", "::"})
    void aWrongUrlIsNamedByItsKeyAndNotShown(String url) {
        assertThatThrownBy(() -> services(with(HTTP_PROBE, SHOP + "url", url)))
                .isInstanceOf(LifeboatException.class)
                .hasMessageStartingWith(SHOP + "url ")
                .hasMessageNotContaining("secret");
    }

    @Test
    void certificatesAreWatchedWhereTlsIsNeededAndQuotasOfDatabasesWhereThereAreSome() {
        assertThat(services(HTTP_PROBE))
                .extracting(Probe::name)
                .containsExactly("service-down shop", "certificate-expires shop");
        assertThat(services(with(SQL, SHOP + "ssl-mode", "verify-full")))
                .extracting(Probe::name)
                .containsExactly("service-down shop", "certificate-expires shop", "replication of shop");
        assertThat(services(with(SQL, SHOP + "database-quota", "500 GB")))
                .extracting(Probe::name)
                .containsExactly("service-down shop", "replication of shop", "storage-used shop/databases");
    }

    @ParameterizedTest
    @CsvSource({
        "verify-ca, '', ca-file is missing",
        "verify-full, relative.pem, ca-file must be an absolute path",
        "verify-full, /nowhere/ca.pem, ca-file is wrong: the certificate file /nowhere/ca.pem cannot be used",
    })
    void anAuthorityIsLookedAtAtTheStart(String mode, String file, String refusal) {
        Map<String, String> probe = with(SQL, SHOP + "ssl-mode", mode);
        assertThatThrownBy(() -> services(file.isEmpty() ? probe : with(probe, SHOP + "ca-file", file)))
                .isInstanceOf(LifeboatException.class)
                .hasMessageStartingWith(SHOP + refusal);
    }

    @Test
    void anAuthorityThatNobodyAsksIsRefused(@TempDir Path folder) {
        ServerCertificate.show(0, folder, 30).stop(0);
        Map<String, String> probe =
                with(SQL, SHOP + "ca-file", ServerCertificate.of(folder, 30).toString());

        assertThatThrownBy(() -> services(probe)).hasMessageStartingWith(SHOP + "ca-file needs ssl-mode verify-ca");
        assertThat(services(with(probe, SHOP + "ssl-mode", "verify-ca"))).isNotEmpty();
    }

    @Test
    void whatIsMissingIsNamedByItsKey() {
        assertThatThrownBy(() -> services(Map.of(SHOP + "kind", "tcp", SHOP + "host", "x")))
                .hasMessageStartingWith(SHOP + "port is missing");
        assertThatThrownBy(() -> services(Map.of(SHOP + "kind", "sql", SHOP + "host", "x")))
                .hasMessageStartingWith(SHOP + "user is missing");
        assertThatThrownBy(() -> services(Map.of(SHOP + "kind", "http")))
                .hasMessageStartingWith(SHOP + "url is missing");
        assertThatThrownBy(() -> services(Map.of(SHOP + "host", "x")))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining(SHOP + "kind");
    }

    @Test
    void aNameMustFitIntoAnIncidentId() {
        assertThatThrownBy(() -> services(Map.of(
                        "lifeboat.monitor.probes.\"Shop 1\".kind",
                        "tcp",
                        "lifeboat.monitor.probes.\"Shop 1\".host",
                        "x")))
                .hasMessageStartingWith("lifeboat.monitor.probes.\"Shop 1\" is not a name");
    }

    @Test
    void aVolumeHasTheThresholdsOfTheRequirements() {
        Subject subject =
                volumes(Map.of(DATA + "path", "/")).getFirst().subjects().getFirst();

        Rule rule = RULES.of(subject);
        assertThat(rule.threshold()).isEqualTo("> 80 % warning, > 90 % critical, clears < 75 %");
        assertThat(rule.team()).isEqualTo(Team.INFRASTRUCTURE);
    }

    /** A check that nobody has looked at for 30 s is unknown: a healthy one would be for half of each minute. */
    @Test
    void anIntervalIsRefusedIfItsCheckWouldBeUnknownInBetween() {
        assertThat(services(with(SQL, SHOP + "interval", "20s")).getFirst().interval())
                .isEqualTo(Duration.ofSeconds(20));
        assertThatThrownBy(() -> services(with(SQL, SHOP + "interval", "60s")))
                .hasMessage(SHOP
                        + "interval must be at most 20 s, but is 1 min: what nobody looked at for 30 s is unknown");
    }

    @ParameterizedTest
    @CsvSource({"path, not-absolute", "interval, 0s", "interval, 21s"})
    void aWrongVolumeIsNamedByItsKey(String key, String value) {
        assertThatThrownBy(() -> volumes(with(Map.of(DATA + "path", "/"), DATA + key, value)))
                .isInstanceOf(LifeboatException.class)
                .hasMessageStartingWith(DATA + key + " ");
    }
}
