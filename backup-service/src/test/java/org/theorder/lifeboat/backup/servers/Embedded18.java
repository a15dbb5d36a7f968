package org.theorder.lifeboat.backup.servers;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.theorder.lifeboat.servers.PostgresOptions;
import org.theorder.lifeboat.servers.PostgresServer;
import org.theorder.lifeboat.servers.test.PostgresArchives;

/** PostgreSQL from the embedded binaries: 18, or another version by name. */
public final class Embedded18 implements Protected {
    private final PostgresServer server;

    private Embedded18(PostgresServer server) {
        this.server = server;
    }

    /** A new cluster (or the one that is there), ready to be backed up. */
    public static Embedded18 start(Path folder, Map<String, String> settings) {
        return start(PostgresOptions.in(folder), settings);
    }

    public static Embedded18 start(PostgresOptions options, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of(
                "wal_level", "replica",
                "max_wal_senders", "10",
                "max_replication_slots", "10",
                "summarize_wal", "on"));
        all.putAll(settings);
        return new Embedded18(PostgresServer.start(options.withSettings(all)));
    }

    /** Without settings on the command line that ALTER SYSTEM could not change; summaries are on. */
    public static Embedded18 startChangeable(Path folder, Map<String, String> settings) {
        Embedded18 server =
                new Embedded18(PostgresServer.start(PostgresOptions.in(folder).withSettings(settings)));
        server.createRole();
        server.sql("alter system set summarize_wal = on", "select pg_reload_conf()");
        return server;
    }

    /** Another major version, 15 to 17, from the archives that the build has put aside; with the role already made. */
    public static Embedded18 startVersion(int major, Path folder, Map<String, String> settings) {
        Embedded18 server = new Embedded18(PostgresServer.start(PostgresOptions.in(folder)
                .withArchive(PostgresArchives.of(major))
                .withSettings(settings)));
        server.createRole();
        return server;
    }

    /** With the role already made. */
    public static Embedded18 startWithRole(Path folder) {
        Embedded18 server = start(folder, Map.of());
        server.createRole();
        return server;
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public Path dataDirectory() {
        return server.dataDirectory();
    }

    @Override
    public String superuserPassword() {
        return server.password();
    }

    @Override
    public void killHard() {
        server.killHard();
    }

    @Override
    public void stop() {
        server.stop();
    }
}
