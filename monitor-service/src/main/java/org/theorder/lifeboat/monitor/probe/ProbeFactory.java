package org.theorder.lifeboat.monitor.probe;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Team;
import org.theorder.lifeboat.monitor.rule.Changes;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Subject;
import org.theorder.lifeboat.monitor.rule.SubjectKey;

/** Makes probes from the configuration, or says which key is wrong. */
public final class ProbeFactory {
    private static final String SERVICES = "lifeboat.monitor.probes";
    private static final String VOLUMES = "lifeboat.monitor.storage";
    /** With these the login fails if the server has no TLS. */
    private static final Set<String> NEEDS_TLS = Set.of("require", SqlServer.VERIFY_CA, SqlServer.VERIFY_FULL);

    private static final Duration STORAGE_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration SIZE_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration CERTIFICATE_TIMEOUT = Duration.ofSeconds(5);

    private final HttpClients http;
    private final Clock clock;
    private final Function<String, Forecast.History> histories;
    private final Function<String, LsnHistory.Samples> positions;

    /**
     * @param http for probes of kind http
     * @param histories what was measured of a subject of {@code storage-used} before
     * @param positions how far the server of a probe had written before
     */
    ProbeFactory(
            HttpClients http,
            Clock clock,
            Function<String, Forecast.History> histories,
            Function<String, LsnHistory.Samples> positions) {
        this.http = http;
        this.clock = clock;
        this.histories = histories;
        this.positions = positions;
    }

    /** @throws LifeboatException CONFIGURATION_INVALID naming the key */
    public List<Probe> services(ProbesConfiguration configuration) {
        List<Probe> probes = new ArrayList<>();
        configuration.byName().forEach((name, service) -> {
            String key = SERVICES + "." + Configured.name(SERVICES, name);
            probes.add(service(key, name, service));
            switch (service.kind()) {
                case SQL -> probes.addAll(ofDatabase(key, name, service));
                case HTTP -> certificate(key, name, service).ifPresent(probes::add);
                case TCP -> {}
            }
        });
        return List.copyOf(probes);
    }

    /** @throws LifeboatException CONFIGURATION_INVALID naming the key */
    public List<Probe> volumes(StorageConfiguration configuration) {
        List<Probe> probes = new ArrayList<>();
        configuration.byName().forEach((name, volume) -> probes.add(volume(name, volume)));
        return List.copyOf(probes);
    }

    private List<Probe> ofDatabase(String key, String name, ProbesConfiguration.Service service) {
        ClusterName cluster = cluster(key, name, service);
        SqlServer server = server(key, service);
        @Nullable
        HeartbeatRow heartbeat = service.heartbeat()
                .map(table -> HeartbeatRow.of(key + ".heartbeat", table))
                .orElse(null);
        List<Probe> probes = new ArrayList<>();
        if (NEEDS_TLS.contains(server.sslMode())) {
            probes.add(certificate(
                    key,
                    new Subject(RuleName.CERTIFICATE_EXPIRES, name, cluster, component(name, service)),
                    service,
                    new CertificateLook(
                            server.host(),
                            server.port(),
                            CertificateLook.Beginning.POSTGRESQL,
                            CERTIFICATE_TIMEOUT,
                            clock)));
        }
        probes.add(new ReplicationProbe(
                name,
                cluster,
                server,
                heartbeat,
                new LsnHistory(System::nanoTime, positions.apply(name)),
                Configured.interval(key + ".replication-interval", service.replicationInterval()),
                clock));
        service.databaseQuota()
                .map(quota -> Configured.bytes(key + ".database-quota", quota))
                .map(quota -> new DatabaseSizeLook(name, server, quota, forecast(name + "/databases")))
                .map(look -> paced(
                        new Subject(RuleName.STORAGE_USED, name + "/databases", cluster, component(name, service)),
                        slowInterval(key, service),
                        SIZE_TIMEOUT,
                        look))
                .ifPresent(probes::add);
        return probes;
    }

    private Optional<Probe> certificate(String key, String name, ProbesConfiguration.Service service) {
        URI url = url(key + ".url", service.url());
        if (!"https".equals(url.getScheme())) {
            return Optional.empty();
        }
        return Optional.of(certificate(
                key,
                new Subject(RuleName.CERTIFICATE_EXPIRES, name, null, component(name, service)),
                service,
                new CertificateLook(
                        url.getHost(),
                        url.getPort() < 0 ? 443 : url.getPort(),
                        CertificateLook.Beginning.AT_ONCE,
                        CERTIFICATE_TIMEOUT,
                        clock)));
    }

    private static Probe certificate(
            String key, Subject subject, ProbesConfiguration.Service service, CertificateLook look) {
        return paced(subject, slowInterval(key, service), CERTIFICATE_TIMEOUT, look);
    }

    private static Probe paced(Subject subject, Duration interval, Duration timeout, Look look) {
        return new PacedProbe(new SubjectProbe(subject, interval, timeout, look), System::nanoTime);
    }

    private static Duration slowInterval(String key, ProbesConfiguration.Service service) {
        return Configured.positive(key + ".slow-interval", service.slowInterval());
    }

    private Forecast forecast(String subject) {
        return new Forecast(System::nanoTime, histories.apply(subject));
    }

    private static String component(String name, ProbesConfiguration.Service service) {
        return service.component().orElse(name);
    }

    private Probe service(String key, String name, ProbesConfiguration.Service service) {
        Duration interval = Configured.interval(key + ".interval", service.interval());
        Duration timeout = Configured.positive(key + ".timeout", service.timeout());
        Look look = switch (service.kind()) {
            case SQL -> {
                SqlServer server = server(key, service);
                yield new SqlLook(server, new Outage("Database " + name, server.address()));
            }
            case TCP -> {
                String host = host(key, service);
                int port = Configured.port(
                        key + ".port",
                        service.port()
                                .orElseThrow(
                                        () -> Configured.invalid(key + ".port", "is missing: a TCP probe needs one")));
                yield new TcpLook(host, port, timeout, new Outage("Service " + name, host + ":" + port));
            }
            case HTTP -> {
                URI url = url(key + ".url", service.url());
                Trust trust = trust(key, service);
                yield new HttpLook(http.of(trust), trust, url, timeout, new Outage("Service " + name, shown(url)));
            }
        };
        return new SubjectProbe(subject(key, name, service), interval, timeout, look);
    }

    private static Subject subject(String key, String name, ProbesConfiguration.Service service) {
        boolean database = service.kind() == ProbesConfiguration.Kind.SQL;
        @Nullable ClusterName cluster = database || service.cluster().isPresent() ? cluster(key, name, service) : null;
        Changes own = Changes.told(
                service.severity().orElse(null),
                service.team().orElse(database ? Team.DATABASE : null),
                service.impact().orElse(null),
                service.plan().orElse(null));
        return new Subject(new SubjectKey(RuleName.SERVICE_DOWN, name), cluster, component(name, service), own);
    }

    private static ClusterName cluster(String key, String name, ProbesConfiguration.Service service) {
        try {
            return new ClusterName(service.cluster().orElse(name));
        } catch (LifeboatException e) {
            throw Configured.invalid(key + ".cluster", "is wrong: " + e.explanation());
        }
    }

    private static SqlServer server(String key, ProbesConfiguration.Service service) {
        return new SqlServer(
                host(key, service),
                Configured.port(key + ".port", service.port().orElse(5432)),
                service.database(),
                Configured.required(key + ".user", service.user(), "an SQL probe logs in"),
                service.password().orElse(null),
                service.passwordFile()
                        .map(file -> Configured.path(key + ".password-file", file))
                        .orElse(null),
                service.sslMode(),
                authority(key, service),
                Configured.positive(key + ".timeout", service.timeout()));
    }

    /** With verify-full those of Java will do; they vouch for so many that verify-ca would say nothing. */
    private static Trust authority(String key, ProbesConfiguration.Service service) {
        Trust trust = trust(key, service);
        String mode = service.sslMode();
        if (trust.file() == null && mode.equals(SqlServer.VERIFY_CA)) {
            throw Configured.invalid(trust.key(), "is missing: ssl-mode verify-ca needs the authority of the server");
        }
        if (trust.file() != null && !mode.equals(SqlServer.VERIFY_CA) && !mode.equals(SqlServer.VERIFY_FULL)) {
            throw Configured.invalid(
                    trust.key(), "needs ssl-mode verify-ca or verify-full: " + mode + " asks no authority");
        }
        return trust;
    }

    private static Trust trust(String key, ProbesConfiguration.Service service) {
        return Trust.of(key + ".ca-file", service.caFile());
    }

    private static String host(String key, ProbesConfiguration.Service service) {
        return Configured.required(key + ".host", service.host(), "this kind of probe needs one");
    }

    private static URI url(String key, Optional<String> configured) {
        return Configured.address(key, Configured.required(key, configured, "an HTTP probe needs one"));
    }

    /** Without the query, which may hold a key. */
    private static String shown(URI url) {
        return url.getScheme() + "://" + url.getAuthority() + url.getPath();
    }

    private Probe volume(String name, StorageConfiguration.Volume volume) {
        String key = VOLUMES + "." + Configured.name(VOLUMES, name);
        Path path = Configured.path(key + ".path", volume.path());
        Subject subject = new Subject(
                RuleName.STORAGE_USED, name, null, volume.component().orElse(name));
        return new SubjectProbe(
                subject,
                Configured.interval(key + ".interval", volume.interval()),
                STORAGE_TIMEOUT,
                new StorageLook(name, path, StorageLook.REAL, forecast(name)));
    }
}
