package org.theorder.lifeboat.trials;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.local.suite.BackupApi;
import org.theorder.lifeboat.local.suite.BackupServiceAlone;
import org.theorder.lifeboat.local.suite.Home;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.servers.FreePorts;

/** The packaged backup-service with a source to protect. */
final class Trial implements AutoCloseable {
    static final String CLUSTER = "model";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    final BackupServiceAlone service;
    final BackupApi api;
    final int port = FreePorts.next();
    final Path folder;
    final ClusterKeys keys;
    Source source;

    Trial(Path folder) {
        this.folder = folder;
        Path project = Path.of(System.getProperty("lifeboat.project", "../.."))
                .toAbsolutePath()
                .normalize();
        source = Source.create(folder.resolve("source"), port);
        keys = source.keys();
        service = BackupServiceAlone.prepare(new Home(folder.resolve("home"), project), Clock.systemUTC());
        api = new BackupApi(service);
    }

    /** Starts the service; the cluster is protected from now on. */
    void protect() {
        String prefix = "lifeboat.clusters." + CLUSTER + ".";
        service.start(Map.of(
                prefix + "host",
                "127.0.0.1",
                prefix + "port",
                String.valueOf(port),
                prefix + "user",
                Source.ROLE,
                prefix + "password",
                Source.PASSWORD,
                prefix + "regions",
                "primary,dr"));
        awaitDurable(Lsn.ZERO.plus(1));
    }

    /** Waits until the service says that WAL up to here is durable in both regions. */
    void awaitDurable(Lsn lsn) {
        Awaitility.await("WAL up to " + lsn + " in both regions")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> !durable().isBefore(lsn));
    }

    /** What the service says is durable in both regions. */
    Lsn durable() {
        JsonNode regions = api.get("/clusters/" + CLUSTER + "/protection").path("regions");
        return regions.size() < 2
                ? Lsn.ZERO
                : regions.valueStream()
                        .map(region -> region.path("durableLsn").isTextual()
                                ? Lsn.parse(region.path("durableLsn").asText())
                                : Lsn.ZERO)
                        .reduce(Lsn::min)
                        .orElse(Lsn.ZERO);
    }

    /** A full backup or, more often, an incremental. */
    void backUp(Chance chance) {
        if (chance.below(3) == 0) {
            api.backup(CLUSTER, "full");
            return;
        }
        incremental();
    }

    /** An incremental on top of the newest backup. */
    void incremental() {
        try {
            api.backup(CLUSTER, "incremental");
        } catch (LifeboatException e) {
            assertThat(e.explanation()).contains("takes full backups only");
            api.backup(CLUSTER, "full");
        }
    }

    Storage region(String name) {
        return FileStorage.open(service.data().region(name));
    }

    Path passwordFile() {
        return folder.resolve("source/postgres.password");
    }

    Restores restores(List<String> regions) {
        return new Restores(regions.stream().map(this::region).toList(), keys, passwordFile());
    }

    /** Restores a moment and compares every table. */
    void assertRestorable(Photo photo, List<String> from, Chance chance, String step) {
        Restores restores = restores(from);
        var bases = restores.basesOf(photo.timeline(), photo.lsn());
        assertThat(bases).as("%s: a base for %s", step, photo.name()).isNotEmpty();
        var base = bases.get(Math.max(0, bases.size() - 1 - chance.below(2)));
        Path place = folder.resolve("restored-" + photo.name() + "-" + step);
        try (Source restored = restores.restore(base, photo.timeline(), photo, place, tablespaces(place), 0)) {
            assertThat(restored.tables())
                    .as("%s: %s from %s in %s", step, photo.name(), base.backup(), from)
                    .isEqualTo(photo.tables());
        }
        org.theorder.lifeboat.local.suite.Folders.delete(place);
    }

    /** New places for the tablespaces that lie elsewhere. */
    Map<String, Path> tablespaces(Path place) {
        Map<String, Path> places = new java.util.TreeMap<>();
        for (String oid : source.values(
                "postgres", "SELECT oid FROM pg_tablespace WHERE pg_tablespace_location(oid) LIKE '/%'")) {
            places.put(oid, place.resolve("tablespace-" + oid));
        }
        return places;
    }

    /** An empty folder of this trial. */
    Path emptyFolder(String name) {
        try {
            return Files.createDirectories(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        service.close();
        source.close();
    }
}
