package org.theorder.lifeboat.repository.storage;

import java.time.Clock;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.storage.azure.AzureStore;
import org.theorder.lifeboat.repository.storage.s3.S3Store;

/** Makes the storage that belongs to a location. The caller closes it. */
public final class Storages {
    private Storages() {}

    /**
     * Opens a region that was initialized.
     *
     * @throws LifeboatException STORE_UNREACHABLE if the place or its {@code lifeboat.json} is missing, or it cannot be
     *     asked; CORRUPT or CONFIGURATION_INVALID if {@code lifeboat.json} is damaged or of a newer format
     */
    public static Storage open(StorageLocation location, StorageAccess access) {
        return switch (location) {
            case StorageLocation.Directory directory -> FileStorage.open(directory.root());
            case StorageLocation.S3 s3 -> ObjectStorage.open(S3Store.connect(s3, access));
            case StorageLocation.Azure azure -> ObjectStorage.open(AzureStore.connect(azure, access));
        };
    }

    /**
     * Makes a region, or opens the one that is there. The bucket or container, or the parent of the directory, must be
     * there.
     *
     * @throws LifeboatException CONFIGURATION_INVALID if another region lives there, STORE_UNREACHABLE if there is no place
     */
    public static Storage initialize(StorageLocation location, RegionName region, StorageAccess access, Clock clock) {
        return switch (location) {
            case StorageLocation.Directory directory -> FileStorage.initialize(directory.root(), region, clock);
            case StorageLocation.S3 s3 -> ObjectStorage.initialize(S3Store.connect(s3, access), region, clock);
            case StorageLocation.Azure azure ->
                ObjectStorage.initialize(AzureStore.connect(azure, access), region, clock);
        };
    }
}
