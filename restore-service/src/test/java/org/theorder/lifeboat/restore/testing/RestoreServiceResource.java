package org.theorder.lifeboat.restore.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.theorder.lifeboat.servers.PostgresBinaries;

/** Configures the service for the lost shop. {@code test.restores} is the directory that restores may go below. */
public final class RestoreServiceResource implements QuarkusTestResourceLifecycleManager {
    /** Replay into a directory is not over as long as there is a file of its name with {@code .hold} beside it. */
    private static final String HOLD = "while [ -e \"$PWD.hold\" ]; do sleep 0.05; done";

    private Path folder = Path.of("/nowhere");

    @Override
    public Map<String, String> start() {
        Path repository = LostShop.get().repository();
        try {
            Path restores = Files.createTempDirectory("lifeboat-restores-");
            folder = restores;
            return Map.ofEntries(
                    Map.entry("test.restores", restores.toString()),
                    Map.entry("quarkus.http.test-port", "0"),
                    Map.entry("lifeboat.edge.tokens", "src/test/resources/tokens.properties"),
                    Map.entry(
                            "lifeboat.postgres.binaries",
                            PostgresBinaries.unpacked().toString()),
                    Map.entry(
                            "lifeboat.regions.primary.url",
                            repository.resolve("primary").toUri().toString()),
                    Map.entry(
                            "lifeboat.regions.dr.url",
                            repository.resolve("dr").toUri().toString()),
                    Map.entry("lifeboat.restore.allowed-directories", restores.toString()),
                    Map.entry(
                            "lifeboat.drill.directory",
                            restores.resolve("drills").toString()),
                    Map.entry("lifeboat.drill.cron", "off"),
                    Map.entry("lifeboat.restore.assertions.shop.pace.sql", pace(restores)),
                    Map.entry("lifeboat.restore.isolated-settings.recovery_end_command", HOLD),
                    Map.entry("lifeboat.restore.lease-time-to-live", "PT2S"),
                    Map.entry("lifeboat.restore.server-settings.unix_socket_directories", restores.toString()),
                    Map.entry(
                            "lifeboat.restore.assertions.shop.newest-order.sql",
                            "select number || ' at ' || at from orders order by number desc limit 1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        // the shop serves other tests too, and goes with the JVM
        LostShop.delete(folder);
    }

    /** Verification takes long in drills, and in directories whose name says so, as long as there is a file named slow. */
    private static String pace(Path restores) {
        return """
                with recursive waiting as (
                    select 1 as looks
                     union all
                    select looks + 1 from waiting
                     where current_setting('data_directory') ~ '/drills/|/slow-'
                       and (pg_stat_file('%s', true)).size is not null
                       and looks < 1200 and pg_sleep(0.1)::text is not null)
                select case when count(*) > 1 then 'slow' else 'fast' end from waiting""".formatted(restores.resolve("slow"));
    }
}
