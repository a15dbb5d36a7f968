package org.theorder.lifeboat.repository.wal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.compression.Zstd;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StoredCopy;
import org.theorder.lifeboat.repository.storage.StoredObject;

/**
 * Copies WAL of one cluster from one region into another, as it is stored: the same bytes in both, and no key is needed
 * where it is encrypted. What can be decoded is decoded once before, so that damage does not spread.
 */
public final class WalCopy {
    private final Storage from;
    private final Storage to;
    private final ClusterKeys keys;
    private final int segmentBytes;
    private final WalDigests.InRegion digests;

    /** What is copied is read back when it is sealed. */
    public WalCopy(Storage from, Storage to, ClusterKeys keys, int segmentBytes) {
        this(from, to, keys, segmentBytes, WalDigests.unused());
    }

    /** @param digests remember what was put into {@code to} */
    public WalCopy(Storage from, Storage to, ClusterKeys keys, int segmentBytes, WalDigests.InRegion digests) {
        this.from = from;
        this.to = to;
        this.keys = keys;
        this.segmentBytes = segmentBytes;
        this.digests = digests;
    }

    /**
     * Copies a full segment.
     *
     * @return false if the other region does not have it in full
     * @throws LifeboatException CORRUPT, OBJECT_CONFLICT, STORE_UNREACHABLE
     */
    public boolean segment(WalSegment segment) {
        Optional<String> key = StoredWal.find(from, new WalName.Full(segment), keys);
        key.ifPresent(found -> verbatim(found, segment.bytes()));
        return key.isPresent();
    }

    /**
     * Copies what there is of a segment that is not full, as far as it reaches beyond a position.
     *
     * @return the new end; empty if the other region has nothing beyond the position
     */
    public Optional<Lsn> slices(WalSegment segment, Lsn position) {
        Lsn reached = position;
        try (Stream<StoredObject> objects = from.list(keys.slices(segment.name()))) {
            for (StoredObject object : objects.toList()) {
                WalName.Slice slice =
                        WalName.Slice.parse(object.key(), segmentBytes).orElse(null);
                if (slice != null && !reached.isBefore(slice.from()) && reached.isBefore(slice.to())) {
                    verbatim(object.key(), slice.length());
                    reached = slice.to();
                }
            }
        }
        return reached.equals(position) ? Optional.empty() : Optional.of(reached);
    }

    /** @return false if the other region does not have it */
    public boolean history(int timeline) {
        String key = keys.history(timeline);
        if (from.find(key).isEmpty()) {
            return false;
        }
        new StoredCopy(from, to).copy(key);
        return true;
    }

    /** What is there already stays: encrypted another time, the same WAL has other bytes. */
    private void verbatim(String key, long plainBytes) {
        if (to.find(key).isPresent()) {
            return;
        }
        if (key.endsWith(".zst")) {
            requireWhole(key, plainBytes);
        }
        try {
            StoredCopy.Copied copied = new StoredCopy(from, to).copy(key);
            digests.put(key, new StoredDigest(copied.length(), copied.sha256()));
        } catch (LifeboatException e) {
            // two releases may have compressed the same WAL differently
            if (e.code() != ErrorCode.OBJECT_CONFLICT || !key.endsWith(".zst") || !sameWal(key, plainBytes)) {
                throw e;
            }
        }
    }

    private void requireWhole(String key, long plainBytes) {
        String named = key + " in region " + from.region();
        try (InputStream in = Zstd.decompress(from.open(key), plainBytes)) {
            long length = in.transferTo(OutputStream.nullOutputStream());
            if (length != plainBytes) {
                throw new LifeboatException(
                        ErrorCode.CORRUPT, named + " holds " + length + " bytes of WAL instead of " + plainBytes);
            }
        } catch (IOException e) {
            throw Zstd.unreadable(named, e);
        }
    }

    private boolean sameWal(String key, long plainBytes) {
        try (InputStream one = Zstd.decompress(from.open(key), plainBytes);
                InputStream other = Zstd.decompress(to.open(key), plainBytes)) {
            byte[] window = one.readNBytes(64 * 1024);
            while (window.length > 0 && Arrays.equals(window, other.readNBytes(window.length))) {
                window = one.readNBytes(64 * 1024);
            }
            return window.length == 0 && other.read() < 0;
        } catch (IOException e) {
            return false;
        }
    }
}
