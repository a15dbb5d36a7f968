package org.theorder.lifeboat.monitor.servers;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.ResourceArg;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.theorder.lifeboat.servers.PostgresOptions;
import org.theorder.lifeboat.servers.PostgresServer;
import org.theorder.lifeboat.servers.Postmaster;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/** A protected database that the monitor of the integration tests watches, and that a test may kill and start again. */
@QuarkusTestResource(
        value = LifeboatServers.class,
        initArgs = @ResourceArg(name = "schema", value = "monitor"),
        restrictToAnnotatedClass = false)
@QuarkusTestResource(value = Shop.class, restrictToAnnotatedClass = false)
public final class Shop implements QuarkusTestResourceLifecycleManager {
    public static final String VIEWER = "test-viewer";
    public static final String OPERATOR = "test-operator";

    private static final String FOLDER = "lifeboat.test.shop.folder";
    private static final String PORT = "lifeboat.test.shop.port";

    @Override
    public Map<String, String> start() {
        try {
            Path folder = Files.createTempDirectory("lifeboat-shop-");
            PostgresServer server = PostgresServer.start(PostgresOptions.in(folder));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> killHard(folder), "end-shop"));
            Path tokens = folder.resolve("tokens.properties");
            Files.writeString(tokens, """
                    viewer=bd02452d9f0e44b30a7eda3ca6ff0c87decc20740fd63183b29873d2ee05fef8
                    operator=1a3bde4175d7cfb457a7710efe93909a67389f0b4b64e25ce75d182308f2f738
                    """);
            Path rules = folder.resolve("rules.yaml");
            Files.writeString(rules, """
                    replication-lag: {clear-for: 2s, cases: {"media/*": {warning-above: 8s, good-below: 6s}}}
                    service-silent: {critical-above: 8s, good-below: 8s}
                    # tests have it come and go more often
                    flapping: {cases: {"service-silent/*": {warning-above: 99}}}
                    workload-degraded: {cases: {"eu/deployment/orders": {raise-for: 1s}}}
                    pods-restarting: {cases: {"eu/deployment/mailer": {warning-above: 9, good-below: 8}}}
                    """);
            return Map.ofEntries(
                    Map.entry(FOLDER, folder.toString()),
                    Map.entry(PORT, String.valueOf(server.port())),
                    Map.entry("quarkus.http.test-port", "0"),
                    Map.entry("lifeboat.edge.tokens", tokens.toString()),
                    Map.entry("lifeboat.outbox.heartbeat", "500ms"),
                    Map.entry("lifeboat.monitor.probes.shop.kind", "sql"),
                    Map.entry("lifeboat.monitor.probes.shop.host", "127.0.0.1"),
                    Map.entry("lifeboat.monitor.probes.shop.port", String.valueOf(server.port())),
                    Map.entry("lifeboat.monitor.probes.shop.user", "postgres"),
                    Map.entry(
                            "lifeboat.monitor.probes.shop.password-file",
                            folder.resolve("postgres.password").toString()),
                    Map.entry("lifeboat.monitor.storage.temporary.path", folder.toString()),
                    Map.entry("lifeboat.monitor.replication-lag.report-stale-after", "5m"),
                    Map.entry("lifeboat.monitor.restore-service.url", RestoreServiceStub.start()),
                    Map.entry("lifeboat.monitor.heartbeats.services", "backup-service"),
                    Map.entry("lifeboat.monitor.rules.file", rules.toString()),
                    Map.entry("lifeboat.monitor.rules.interval", "200ms"),
                    Map.entry("lifeboat.monitor.evaluation.lease", "3s"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        // ends with the JVM, by the hook
    }

    /** kill -9 of the postmaster and its children. */
    public static void killHard() {
        killHard(folder());
    }

    private static void killHard(Path folder) {
        Postmaster.in(folder.resolve("data")).ifPresent(Postmaster::killHard);
    }

    /** The same database on the same port. */
    public static void startAgain() {
        Path folder = folder();
        // ended by the hook of start()
        PostgresServer server = PostgresServer.start(
                PostgresOptions.in(folder).withPort(ConfigProvider.getConfig().getValue(PORT, Integer.class)));
        assert server.isAlive();
    }

    private static Path folder() {
        return Path.of(ConfigProvider.getConfig().getValue(FOLDER, String.class));
    }
}
