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
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.awaitility.Awaitility;
import org.theorder.lifeboat.local.suite.BackupApi;
import org.theorder.lifeboat.local.suite.BackupServiceAlone;
import org.theorder.lifeboat.local.suite.Folders;
import org.theorder.lifeboat.local.suite.Home;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.wal.WalReader;
import org.theorder.lifeboat.servers.test.TcpProxy;

/** The packaged backup-service with a source to protect. */
final class Trial implements AutoCloseable {
    static final String CLUSTER = "model";
    static final List<String> REGIONS = List.of("primary", "dr");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    final BackupServiceAlone service;
    final BackupApi api;
    /** The address that the service knows; servers come and go behind it. */
    final TcpProxy address;

    final Path folder;
    final ClusterKeys keys;
    private final BreakGlass breakGlass;
    Source source;

    Trial(Path folder) {
        this.folder = folder;
        Path project = Path.of(System.getProperty("lifeboat.project", "../.."))
                .toAbsolutePath()
                .normalize();
        source = Source.create(folder.resolve("source"));
        address = TcpProxy.to("127.0.0.1", source.server().port());
        keys = source.keys();
        service = BackupServiceAlone.prepare(new Home(folder.resolve("home"), project), Clock.systemUTC());
        breakGlass = new BreakGlass(
                project.resolve("restore-service/target/lifeboat-restore.jar"),
                REGIONS.stream().map(region -> service.data().region(region)).toList());
        api = new BackupApi(service);
    }

    /** Starts the service; the cluster is protected from now on. */
    void protect() {
        protect(Map.of());
    }

    /** @param settings of the cluster, for example {@code encryption.recipients} */
    void protect(Map<String, String> settings) {
        protect(settings, Map.of());
    }

    /** @param more of the service, for example {@code lifeboat.regions.dr.url} */
    void protect(Map<String, String> settings, Map<String, String> more) {
        String prefix = "lifeboat.clusters." + CLUSTER + ".";
        Map<String, String> keys = new TreeMap<>(Map.of(
                prefix + "host",
                "127.0.0.1",
                prefix + "port",
                String.valueOf(address.port()),
                prefix + "user",
                Source.ROLE,
                prefix + "password",
                Source.PASSWORD,
                prefix + "regions",
                "primary,dr"));
        settings.forEach((key, value) -> keys.put(prefix + key, value));
        keys.putAll(more);
        service.start(keys);
        awaitStreaming();
    }

    /** Waits until both regions have the WAL up to a photo, on its timeline: the repository is asked, not the service. */
    void awaitDurable(Photo photo) {
        Awaitility.await("WAL up to " + photo.lsn() + " on timeline " + photo.timeline() + " in both regions")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> REGIONS.stream()
                        .allMatch(region -> new WalReader(List.of(region(region)), keys, Restores.SEGMENT_BYTES)
                                .newestDurable(photo.timeline())
                                .filter(newest -> !newest.isBefore(photo.lsn()))
                                .isPresent()));
    }

    private void awaitStreaming() {
        Awaitility.await("WAL streams into both regions")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    JsonNode regions =
                            api.get("/clusters/" + CLUSTER + "/protection").path("regions");
                    return regions.size() == REGIONS.size()
                            && regions.valueStream()
                                    .allMatch(
                                            region -> region.path("durableLsn").isTextual());
                });
    }

    /** The complete backups of a region, oldest first. */
    List<BackupMarker> complete(String region) {
        return new ClusterRepository(region(region), keys).backups().complete();
    }

    /** Whether a backup is another one, or has it somewhere below. */
    static boolean buildsOn(BackupMarker backup, BackupMarker other, List<BackupMarker> all) {
        return backup.equals(other)
                || all.stream()
                        .filter(each -> each.backup().equals(backup.parent()))
                        .anyMatch(parent -> buildsOn(parent, other, all));
    }

    /** A full backup or, more often, an incremental; something else goes on meanwhile. */
    void backUpWhile(Chance chance, Runnable meanwhile) {
        FutureTask<Void> backup = new FutureTask<>(() -> backUp(chance.below(3) == 0), null);
        Thread.ofVirtual().name("backup").start(backup);
        meanwhile.run();
        try {
            backup.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } catch (ExecutionException e) {
            throw new AssertionError("the backup failed", e.getCause());
        }
    }

    private void backUp(boolean full) {
        if (full) {
            api.backup(CLUSTER, "full");
            return;
        }
        incremental();
    }

    /** An incremental on top of the newest backup, and really one: nothing stands in its way but the length of a chain. */
    void incremental() {
        JsonNode job = api.backup(CLUSTER, "incremental");
        if (!job.path("fullBecause").asText().equals("chain-too-long")) {
            assertThat(job.path("backupId").asText()).as(job.toString()).endsWith("-incremental");
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
        var base = bases.get(Math.max(0, bases.size() - 1 - chance.below(3)));
        Path place = folder.resolve("restored-" + photo.name() + "-" + step);
        try (Source restored = restores.until(photo, base, place, tablespaces(place))) {
            // as it was replayed: no query has been able to change a page yet
            restored.execute("postgres", List.of("CHECKPOINT"));
            assertThat(restored.pages().differencesTo(photo.pages()))
                    .as("%s: pages of %s from %s in %s", step, photo.name(), base.backup(), from)
                    .isEmpty();
            restored.promote();
            assertThat(restored.tables())
                    .as("%s: %s from %s in %s", step, photo.name(), base.backup(), from)
                    .isEqualTo(photo.tables());
        }
        Folders.delete(place);
    }

    /** The restore engine finds the moment by itself, however it is asked for, verifies it, and every table is the same. */
    void assertFoundByTheEngine(Photo photo, Chance chance, String step) {
        Path place = emptyFolder("found-" + photo.name() + "-" + step).resolve("data");
        List<String> point = photo.asked(chance);
        System.out.println("[INFO]   " + step + ": " + photo.name() + " by " + String.join(" ", point));
        assertThat(breakGlass.restore(CLUSTER, point, place))
                .as("%s: %s by %s", step, photo.name(), point)
                .contains("✓ amcheck: ", "✓ page-checksums: ");
        try (Source restored = Source.start(place, passwordFile(), Map.of())) {
            assertThat(restored.tables())
                    .as("%s: %s by %s", step, photo.name(), point)
                    .isEqualTo(photo.tables());
        }
        Folders.delete(place.getParent());
    }

    /** New places for the tablespaces that lie elsewhere. */
    Map<String, Path> tablespaces(Path place) {
        Map<String, Path> places = new TreeMap<>();
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

    /** Another server answers at the address from now on. */
    void moveTo(Source successor) {
        source = successor;
        address.redirect(successor.server().port());
    }

    @Override
    public void close() {
        service.close();
        address.close();
        source.close();
    }
}
