package org.theorder.lifeboat.backup.region;

import java.time.Duration;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.storage.StorageLocation;
import org.theorder.lifeboat.repository.storage.StoragePlace;

/** One copy of the repository and its present state. */
public final class Region {
    private static final Duration WHILE_OPEN = Duration.ofSeconds(5);

    private final RegionName name;
    private final StoragePlace place;
    private long lookedAt;
    private volatile RegionState state = new RegionState.Closed("it has not been looked at yet");

    Region(RegionName name, StoragePlace place) {
        this.name = name;
        this.place = place;
    }

    public RegionName name() {
        return name;
    }

    StoragePlace place() {
        return place;
    }

    /** Whether the region's URL says that its store locks objects. */
    boolean declaresLock() {
        return switch (place.location()) {
            case StorageLocation.Directory _ -> false;
            case StorageLocation.S3 s3 -> s3.lock().isPresent();
            case StorageLocation.Azure azure -> azure.lock().isPresent();
        };
    }

    public RegionState state() {
        return state;
    }

    void state(RegionState now) {
        state = now;
        lookedAt = System.nanoTime();
    }

    /** A directory is looked at each time; an object store that is open less often, because each look is a request. */
    boolean isDue() {
        return place.location() instanceof StorageLocation.Directory
                || state instanceof RegionState.Closed
                || System.nanoTime() - lookedAt > WHILE_OPEN.toNanos();
    }

    /** @throws LifeboatException STORE_UNREACHABLE saying why the region cannot be used */
    public RegionState.Open open() {
        return switch (state) {
            case RegionState.Open open -> open;
            case RegionState.Closed closed ->
                throw new LifeboatException(
                        ErrorCode.STORE_UNREACHABLE, "region " + name + " cannot be used: " + closed.reason());
        };
    }
}
