package org.theorder.lifeboat.repository.wal;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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
    private final WalDigests.InRegion digests;

    /** For WAL that is not encrypted, and that is read back when it is sealed. */
    public WalWriter(Storage region, ClusterKeys keys) {
        this(region, keys, FingerprintKeys.none(), WalDigests.unused());
    }

    /**
     * @param fingerprints tell whether encrypted WAL that is there is the same
     * @param digests remember what was put
     */
    public WalWriter(Storage region, ClusterKeys keys, FingerprintKeys fingerprints, WalDigests.InRegion digests) {
        this.region = region;
        this.keys = keys;
        this.fingerprints = fingerprints;
        this.digests = digests;
    }

    /**
     * Durable on return. The same WAL under the same name is fine, even if another release compressed it
     * differently or it was encrypted another time.
     *
     * @throws LifeboatException OBJECT_CONFLICT if other WAL is there under this name: an alert, and nothing is overwritten
     */
    public void put(WalObject object) {
        String key = object.key(keys);
        Optional<String> otherwise = storedOtherwise(object, key);
        if (otherwise.isPresent()) {
            requireSame(otherwise.get(), object);
            return;
        }
        try {
            region.create(key, object.content());
            digests.put(key, object.digest());
        } catch (LifeboatException e) {
            if (e.code() != ErrorCode.OBJECT_CONFLICT) {
                throw e;
            }
            requireSame(key, object);
        }
    }

    /** The same name with another encoding, from before encryption was switched on or off. */
    private Optional<String> storedOtherwise(WalObject object, String key) {
        return StoredWal.keys(object.name(), keys)
                .filter(each -> !each.equals(key))
                .filter(each -> region.find(each).isPresent())
                .findFirst();
    }

    private void requireSame(String key, WalObject object) {
        new WalComparison(region, keys, fingerprints).requireSame(key, object);
    }

    /**
     * Removes the slices of a segment once it is there in full; they are of no more use. Those that are locked stay until
     * retention removes them.
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
        int removed = 0;
        for (String slice : slices) {
            try {
                region.delete(slice);
                digests.forget(slice);
                removed++;
            } catch (LifeboatException e) {
                if (e.code() != ErrorCode.OBJECT_LOCKED) {
                    throw e;
                }
                // those that were put later are locked for as long
                return removed;
            }
        }
        return removed;
    }
}
