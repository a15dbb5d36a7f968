package org.theorder.lifeboat.repository.storage;

import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;

/**
 * Where a region lies and how it is reached, to be opened again and again. A directory may come and go, so it is opened
 * anew each time; the client of an object store is made when it is first needed, and kept.
 */
public final class StoragePlace {
    private final StorageLocation location;
    private final StorageAccess access;
    private @Nullable Storage kept;

    public StoragePlace(StorageLocation location, StorageAccess access) {
        this.location = location;
        this.access = access;
    }

    public StorageLocation location() {
        return location;
    }

    /**
     * The region, which is there at this moment.
     *
     * @throws LifeboatException as {@link Storages#open}
     */
    public synchronized Storage open() {
        Storage known = kept;
        if (known == null) {
            return keep(Storages.open(location, access));
        }
        if (known.find(RegionDescription.KEY).isEmpty()) {
            throw new LifeboatException(
                    ErrorCode.STORE_UNREACHABLE, RegionDescription.KEY + " is missing in " + location + " now");
        }
        return known;
    }

    /** @throws LifeboatException as {@link Storages#initialize} */
    public synchronized Storage initialize(RegionName region, Clock clock) {
        Storage initialized = Storages.initialize(location, region, access, clock);
        Storage known = kept;
        if (known != null) {
            known.close();
        }
        return keep(initialized);
    }

    private Storage keep(Storage opened) {
        kept = location instanceof StorageLocation.Directory ? null : opened;
        return opened;
    }

    @Override
    public String toString() {
        return location.toString();
    }
}
