package org.theorder.lifeboat.repository.wal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.encryption.FingerprintKeys;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StoredObject;

/** Puts WAL into one region; make one per region, each at its own pace. */
public final class WalWriter {
    private final Storage region;
    private final ClusterKeys keys;
    private final FingerprintKeys fingerprints;

    /** For WAL that is not encrypted. */
    public WalWriter(Storage region, ClusterKeys keys) {
        this(region, keys, FingerprintKeys.none());
    }

    /** @param fingerprints tell whether encrypted WAL that is there is the same */
    public WalWriter(Storage region, ClusterKeys keys, FingerprintKeys fingerprints) {
        this.region = region;
        this.keys = keys;
        this.fingerprints = fingerprints;
    }

    /**
     * Durable on return. The same WAL under the same name is fine, even if another release compressed it
     * differently or it was encrypted another time.
     *
     * @throws LifeboatException OBJECT_CONFLICT if other WAL is there under this name: an alert, and nothing is overwritten
     */
    public void put(WalObject object) {
        put(object, null);
    }

    /**
     * Like {@link #put(WalObject)}, and locked where the region can lock. WAL that was there under this name with other
     * compression is locked likewise.
     *
     * @param lockUntil null for no lock
     */
    public void put(WalObject object, @Nullable Instant lockUntil) {
        String key = object.key(keys);
        Optional<String> otherwise = storedOtherwise(object, key);
        if (otherwise.isPresent()) {
            requireSame(otherwise.get(), object, lockUntil);
            return;
        }
        try {
            region.create(key, object.content(), lockUntil);
        } catch (LifeboatException e) {
            if (e.code() != ErrorCode.OBJECT_CONFLICT) {
                throw e;
            }
            requireSame(key, object, lockUntil);
        }
    }

    /** The same name with another encoding, from before encryption was switched on or off. */
    private Optional<String> storedOtherwise(WalObject object, String key) {
        return StoredWal.keys(object.name(), keys)
                .filter(each -> !each.equals(key))
                .filter(each -> region.find(each).isPresent())
                .findFirst();
    }

    private void requireSame(String key, WalObject object, @Nullable Instant lockUntil) {
        new WalComparison(region, keys, fingerprints).requireSame(key, object);
        if (lockUntil != null && region.lock().isPresent()) {
            region.lockUntil(key, lockUntil);
        }
    }

    /**
     * Removes the slices of a segment once it is there in full; they are of no more use.
     *
     * @return how many were removed; 0 if the segment is not there in full
     */
    public int removeSlices(WalSegment segment) {
        if (StoredWal.find(region, new WalName.Full(segment), keys).isEmpty()) {
            return 0;
        }
        List<String> slices;
        try (Stream<StoredObject> objects = region.list(keys.slices(segment.name()))) {
            slices = objects.map(StoredObject::key).toList();
        }
        slices.forEach(region::delete);
        return slices.size();
    }
}
