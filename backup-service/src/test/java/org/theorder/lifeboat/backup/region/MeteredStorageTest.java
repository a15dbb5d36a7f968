package org.theorder.lifeboat.backup.region;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StorageContract;

/** Correctness line 16: what every storage does holds where all is counted. */
class MeteredStorageTest extends StorageContract {
    @TempDir
    Path directory;

    @Override
    protected Storage emptyRegion() {
        Storage behind = FileStorage.initialize(directory.resolve("region"), new RegionName("dr"), Clock.systemUTC());
        return new MeteredStorage(behind, new SimpleMeterRegistry());
    }

    @Override
    protected void makeUnreachable() {
        try {
            Files.move(directory.resolve("region"), directory.resolve("elsewhere"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
