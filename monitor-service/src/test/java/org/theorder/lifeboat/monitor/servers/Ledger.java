package org.theorder.lifeboat.monitor.servers;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.ConfigProvider;
import org.theorder.lifeboat.servers.FreePorts;
import org.theorder.lifeboat.servers.PostgresOptions;
import org.theorder.lifeboat.servers.PostgresServer;
import org.theorder.lifeboat.servers.Postmaster;
import org.theorder.lifeboat.servers.test.Standby;

/** A primary with a standby, a small file system, and two ports for servers of the test: all that the probes look at. */
public final class Ledger implements QuarkusTestResourceLifecycleManager {
    private static final String PREFIX = "lifeboat.test.ledger.";
    private static final String PROBES = "lifeboat.monitor.probes.";
    private static final String SMALL_PATH = "lifeboat.monitor.storage.small.path";

    @Override
    public Map<String, String> start() {
        try {
            Path folder = Files.createTempDirectory("lifeboat-ledger-");
            SmallFileSystem small = SmallFileSystem.at(Files.createDirectory(folder.resolve("small")));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(folder, small), "end-ledger"));
            PostgresServer primary = primary(folder.resolve("primary"));
            primary.stop();
            PostgresOptions standby = Standby.copyOf(primary, folder.resolve("primary"), folder.resolve("standby"));
            primary = PostgresServer.start(
                    PostgresOptions.in(folder.resolve("primary")).withPort(primary.port()));
            String replica = PostgresServer.start(standby).jdbcUrl("postgres");
            Path password = Files.writeString(folder.resolve("watcher.password"), "w");
            return Map.ofEntries(
                    Map.entry(PREFIX + "folder", folder.toString()),
                    Map.entry(PREFIX + "small", String.valueOf(small.isThere())),
                    Map.entry(PREFIX + "primary", primary.jdbcUrl("postgres")),
                    Map.entry(PREFIX + "standby", replica),
                    Map.entry(SMALL_PATH, small.path().toString()),
                    Map.entry("lifeboat.monitor.storage.small.interval", "500ms"),
                    Map.entry(PROBES + "ledger.kind", "sql"),
                    Map.entry(PROBES + "ledger.host", "127.0.0.1"),
                    Map.entry(PROBES + "ledger.port", String.valueOf(primary.port())),
                    Map.entry(PROBES + "ledger.user", "watcher"),
                    Map.entry(PROBES + "ledger.password-file", password.toString()),
                    Map.entry(PROBES + "ledger.heartbeat", "lifeboat.heartbeat"),
                    Map.entry(PROBES + "ledger.database-quota", "64MB"),
                    Map.entry(PROBES + "ledger.interval", "500ms"),
                    Map.entry(PROBES + "ledger.replication-interval", "500ms"),
                    Map.entry(PROBES + "ledger.slow-interval", "500ms"),
                    Map.entry(PROBES + "web.kind", "http"),
                    Map.entry(PROBES + "web.url", "http://127.0.0.1:" + FreePorts.next() + "/health"),
                    Map.entry(PROBES + "web.interval", "200ms"),
                    Map.entry(PROBES + "shield.kind", "http"),
                    Map.entry(PROBES + "shield.url", "https://127.0.0.1:" + FreePorts.next() + "/"),
                    Map.entry(PROBES + "shield.slow-interval", "500ms"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PostgresServer primary(Path folder) {
        PostgresServer primary = PostgresServer.start(PostgresOptions.in(folder));
        Standby.on(
                primary.jdbcUrl("postgres"),
                "create role watcher login password 'w'",
                "grant pg_monitor to watcher",
                "create schema lifeboat authorization watcher",
                "create table lifeboat.heartbeat (one boolean primary key, at timestamptz)",
                "grant all on lifeboat.heartbeat to watcher",
                "alter system set max_slot_wal_keep_size = '64MB'");
        return primary;
    }

    private static void end(Path folder, SmallFileSystem small) {
        Postmaster.in(folder.resolve("standby/data")).ifPresent(Postmaster::killHard);
        Postmaster.in(folder.resolve("primary/data")).ifPresent(Postmaster::killHard);
        small.close();
    }

    @Override
    public void stop() {
        // ends with the JVM, by the hook
    }

    /** Statements of the superuser. */
    public static void onPrimary(String... statements) {
        Standby.on(config(PREFIX + "primary"), statements);
    }

    /** Statements of the superuser. */
    public static void onStandby(String... statements) {
        Standby.on(config(PREFIX + "standby"), statements);
    }

    /** Scratch, and {@code watcher.password}, which the probes read. */
    public static Path folder() {
        return Path.of(config(PREFIX + "folder"));
    }

    /** A file system of 16 MiB of its own; empty where none could be mounted. */
    public static Optional<Path> smallFileSystem() {
        return Boolean.parseBoolean(config(PREFIX + "small"))
                ? Optional.of(Path.of(config(SMALL_PATH)))
                : Optional.empty();
    }

    /** The port of a probe. */
    public static int port(String probe) {
        return URI.create(config(PROBES + probe + ".url")).getPort();
    }

    private static String config(String key) {
        return ConfigProvider.getConfig().getValue(key, String.class);
    }
}
