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
        return Map.ofEntries(
                Map.entry("lifeboat.regions.primary.url", "file://" + folder.resolve("primary")),
                Map.entry("lifeboat.regions.dr.url", "file://" + folder.resolve("dr")),
                Map.entry("lifeboat.edge.tokens", "src/test/resources/tokens.properties"),
                Map.entry("lifeboat.backup.retry-pause", "200ms"),
                Map.entry("lifeboat.backup.wal-patience", "20s"),
                Map.entry("lifeboat.backup.lease", "4s"),
                // backups are taken when a test asks for one
                Map.entry("lifeboat.defaults.schedule.full", "off"),
                Map.entry("lifeboat.defaults.schedule.incremental", "off"),
                // many small parts, so that little data is enough to have several
                Map.entry("lifeboat.backup.part-bytes", "4194304"),
                Map.entry("lifeboat.store.look-deadline", "2s"),
                Map.entry("lifeboat.store.answer-deadline", "4s"),
                Map.entry("lifeboat.verification.again-after", "500ms"),
                Map.entry("lifeboat.copies.interval", "1s"),
                Map.entry("lifeboat.copies.youngest", "2s"),
                Map.entry("lifeboat.wal.slot-watch-interval", "1s"));
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
