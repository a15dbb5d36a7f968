package org.theorder.lifeboat.backup.duty;

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

/** Correctness line 16: what every storage does holds under a lease too. */
class HeldStorageContractTest extends StorageContract {
    @TempDir
    Path directory;

    @Override
    protected Storage emptyRegion() {
        Storage behind = FileStorage.initialize(directory.resolve("region"), new RegionName("dr"), Clock.systemUTC());
        return new HeldStorage(behind, () -> {});
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
