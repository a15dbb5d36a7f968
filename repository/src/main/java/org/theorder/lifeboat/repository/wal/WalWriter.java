package org.theorder.lifeboat.repository.wal;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.compression.Zstd;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StoredObject;

/** Puts WAL into one region; make one per region, each at its own pace. */
public final class WalWriter {
    private static final int WINDOW = 64 * 1024;

    private final Storage region;
    private final ClusterKeys keys;

    public WalWriter(Storage region, ClusterKeys keys) {
        this.region = region;
        this.keys = keys;
    }

    /**
     * Durable on return. The same WAL under the same name is fine, even if another release compressed it differently.
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
        String key = object.name().key(keys);
        try {
            region.create(key, object.content(), lockUntil);
        } catch (LifeboatException e) {
            if (e.code() != ErrorCode.OBJECT_CONFLICT || !sameWal(key, object)) {
                throw e;
            }
            if (lockUntil != null && region.lock().isPresent()) {
                region.lockUntil(key, lockUntil);
            }
        }
    }

    /** Whether what is stored decompresses to the same; damage counts as "other". */
    private boolean sameWal(String key, WalObject object) {
        if (object.name() instanceof WalName.History) {
            return false;
        }
        try (InputStream stored = Zstd.decompress(region.open(key), Integer.MAX_VALUE);
                InputStream wanted = Zstd.decompress(object.content().open(), Integer.MAX_VALUE)) {
            byte[] window = wanted.readNBytes(WINDOW);
            while (window.length > 0 && Arrays.equals(window, stored.readNBytes(window.length))) {
                window = wanted.readNBytes(WINDOW);
            }
            return window.length == 0 && stored.read() < 0;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Removes the slices of a segment once it is there in full; they are of no more use.
     *
     * @return how many were removed; 0 if the segment is not there in full
     */
    public int removeSlices(WalSegment segment) {
        if (region.find(keys.segment(segment.name())).isEmpty()) {
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
