package org.theorder.lifeboat.monitor.servers;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StoredObject;

/**
 * Two directories that the monitor of the integration tests takes for buckets, somebody who copies from one to the other, and
 * a region of a repository with a small quota.
 */
@QuarkusTestResource(value = Buckets.class, restrictToAnnotatedClass = false)
public final class Buckets implements QuarkusTestResourceLifecycleManager {
    private static final String PRIMARY = "lifeboat.monitor.object-storage.media.primary.url";
    private static final String REPOSITORY = "lifeboat.monitor.repositories.dr.";
    private static final RegionName MEDIA = new RegionName("media");

    @Override
    public Map<String, String> start() {
        try {
            Path folder = Files.createTempDirectory("lifeboat-buckets-");
            Storage primary = FileStorage.initialize(folder.resolve("primary"), MEDIA, Clock.systemUTC());
            Storage replica = FileStorage.initialize(folder.resolve("replica"), MEDIA, Clock.systemUTC());
            FileStorage.initialize(folder.resolve("repository"), new RegionName("dr"), Clock.systemUTC())
                    .close();
            // ends with the JVM
            var _ = Executors.newSingleThreadScheduledExecutor(
                            Thread.ofPlatform().daemon().factory())
                    .scheduleWithFixedDelay(() -> copyAll(folder, primary, replica), 0, 200, TimeUnit.MILLISECONDS);
            return Map.of(
                    PRIMARY,
                    "file://" + folder.resolve("primary"),
                    "lifeboat.monitor.object-storage.media.replica.url",
                    "file://" + folder.resolve("replica"),
                    "lifeboat.monitor.object-storage.media.interval",
                    "1s",
                    REPOSITORY + "url",
                    "file://" + folder.resolve("repository"),
                    REPOSITORY + "quota",
                    "64KB",
                    REPOSITORY + "interval",
                    "500ms");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copyAll(Path folder, Storage primary, Storage replica) {
        if (Files.exists(folder.resolve("paused"))) {
            return;
        }
        try (Stream<StoredObject> objects = primary.list("markers/")) {
            objects.map(StoredObject::key).forEach(key -> copy(primary, replica, key));
        } catch (LifeboatException e) {
            // removed in this moment, or altered by a test: the next round goes on
        }
    }

    private static void copy(Storage primary, Storage replica, String key) {
        if (replica.find(key).isPresent()) {
            return;
        }
        try (InputStream in = primary.open(key)) {
            replica.create(key, Content.of(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Nothing is copied any more, until {@link #resume}. */
    public static void pause() {
        try {
            Files.createFile(folder().resolve("paused"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void resume() {
        try {
            Files.delete(folder().resolve("paused"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was copied, to be altered by a test. */
    public static Storage replica() {
        return FileStorage.open(folder().resolve("replica"));
    }

    /** To be filled by a test. */
    public static Storage repository() {
        return FileStorage.open(folder().resolve("repository"));
    }

    private static Path folder() {
        String url = ConfigProvider.getConfig().getValue(PRIMARY, String.class);
        return Path.of(url.substring("file://".length())).getParent();
    }

    @Override
    public void stop() {
        // the next application watches the same directories
    }
}
