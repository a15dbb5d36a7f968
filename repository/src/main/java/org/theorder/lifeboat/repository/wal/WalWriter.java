package org.theorder.lifeboat.repository.wal;

import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.storage.Storage;

/** Puts WAL into one region; make one per region, each at its own pace. */
public final class WalWriter {
    private final Storage region;
    private final ClusterKeys keys;

    public WalWriter(Storage region, ClusterKeys keys) {
        this.region = region;
        this.keys = keys;
    }

    /**
     * Durable on return. The same WAL under the same name is fine, even if another release compressed it differently.
     *
     * @throws org.theorder.lifeboat.events.LifeboatException OBJECT_CONFLICT if other WAL is there under this name
     */
    public void put(WalObject object) {
        pending();
    }

    /** Removes the slices of a segment once it is there in full; they are of no more use. */
    public void removeSlices(WalSegment segment) {
        pending();
    }

    @SuppressWarnings({"TypeParameterUnusedInFormals", "UnusedVariable"}) // stub; goes away when this is built
    private <T> T pending() {
        throw new UnsupportedOperationException("being built: " + region + keys);
    }
}
