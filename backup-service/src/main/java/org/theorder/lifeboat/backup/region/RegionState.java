package org.theorder.lifeboat.backup.region;

import java.util.UUID;
import org.theorder.lifeboat.repository.storage.Storage;

/** Whether a region can be used. */
public sealed interface RegionState {
    /**
     * It is there.
     *
     * @param repository which copy this is; another one after the region was initialized anew
     */
    record Open(Storage storage, UUID repository) implements RegionState {}

    /** It is not there, or not the one that it was; the reason tells people what to do. */
    record Closed(String reason) implements RegionState {}
}
