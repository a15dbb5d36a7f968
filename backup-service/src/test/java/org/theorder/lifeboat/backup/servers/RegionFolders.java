package org.theorder.lifeboat.backup.servers;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** Two regions in temporary directories, and the tokens of the tests. */
public final class RegionFolders implements QuarkusTestResourceLifecycleManager {
    private Path folder = Path.of("");

    @Override
    public Map<String, String> start() {
        try {
            folder = Files.createTempDirectory("lifeboat-regions-");
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary directory for regions", e);
        }
        return Map.of(
                "lifeboat.regions.primary.url", "file://" + folder.resolve("primary"),
                "lifeboat.regions.dr.url", "file://" + folder.resolve("dr"),
                "lifeboat.edge.tokens", "src/test/resources/tokens.properties",
                "lifeboat.backup.retry-pause", "200ms",
                "lifeboat.backup.wal-patience", "20s",
                "lifeboat.backup.lease", "4s",
                // backups are taken when a test asks for one
                "lifeboat.defaults.schedule.full", "off",
                "lifeboat.defaults.schedule.incremental", "off",
                // many small parts, so that little data is enough to have several
                "lifeboat.backup.part-bytes", "4194304");
    }

    @Override
    public void stop() {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            System.out.println("left behind: " + folder);
        }
    }
}
