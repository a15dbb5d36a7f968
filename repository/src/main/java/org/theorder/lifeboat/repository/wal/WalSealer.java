package org.theorder.lifeboat.repository.wal;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.backup.SealedWal;
import org.theorder.lifeboat.repository.compression.FrameOutput;
import org.theorder.lifeboat.repository.compression.Zstd;
import org.theorder.lifeboat.repository.encryption.AgeHeader;
import org.theorder.lifeboat.repository.encryption.Encoding;
import org.theorder.lifeboat.repository.encryption.Identities;
import org.theorder.lifeboat.repository.encryption.WalFingerprint;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.storage.RegionDescription;
import org.theorder.lifeboat.repository.storage.Storage;

/**
 * Seals WAL: reads every stored object of some stretches back from every region, and writes down what came. Made for one
 * backup; costs one reading of that WAL in each region.
 *
 * <pre>{@code
 * WalSealer sealer = new WalSealer(keys, segmentBytes);
 * WalSealer.Sealed sealed = sealer.seal(backup, WalSealer.since(earlierMarkers, timeline, startLsn, stopLsn, history), regions);
 * sealer.put(sealed, region, lockUntil);   // in each region, before its commit marker
 * marker: sealed.reference()
 * }</pre>
 */
public final class WalSealer {
    private static final int DOCUMENT_LEVEL = 6;
    private static final long LARGEST_SEGMENT = 1L << 30;

    private final ClusterKeys keys;
    private final int segmentBytes;

    public WalSealer(ClusterKeys keys, int segmentBytes) {
        this.keys = keys;
        this.segmentBytes = segmentBytes;
    }

    /**
     * A seal that is not stored yet.
     *
     * @param reference for the commit marker
     */
    public record Sealed(WalSeal seal, FrameOutput.Frame document, SealedWal reference) {}

    /**
     * What is to be sealed with a backup: from where the newest seal of earlier backups ended, or from the backup's own
     * start if there is none that lies on its way.
     *
     * @param earlier markers of the cluster's backups, in any order
     * @param history of the timeline on which the backup stopped; empty for timeline 1
     * @param startTimeline on which the backup started, unsigned
     */
    public static List<SealedWal.Stretch> since(
            Collection<BackupMarker> earlier,
            int startTimeline,
            Lsn startLsn,
            int stopTimeline,
            Lsn stopLsn,
            Optional<TimelineHistory> history) {
        Map<Integer, Lsn> ends = new LinkedHashMap<>();
        history.map(TimelineHistory::ancestors)
                .orElse(List.of())
                .forEach(each -> ends.put(each.timeline(), each.switchedAt()));
        ends.put(stopTimeline, stopLsn);
        Optional<SealedWal.Stretch> last = earlier.stream()
                .flatMap(marker -> Optional.ofNullable(marker.walSeal()).stream())
                .map(SealedWal::last)
                .filter(each -> each.to().isBefore(stopLsn)
                        && ends.containsKey(each.timeline())
                        && !ends.getOrDefault(each.timeline(), Lsn.ZERO).isBefore(each.to()))
                .reduce((one, other) -> one.to().isBefore(other.to()) ? other : one);
        int timeline = last.map(SealedWal.Stretch::timeline).orElse(startTimeline);
        Lsn from = last.map(SealedWal.Stretch::to).orElse(startLsn);
        List<SealedWal.Stretch> stretches = new ArrayList<>();
        boolean begun = false;
        for (Map.Entry<Integer, Lsn> each : ends.entrySet()) {
            begun |= each.getKey() == timeline;
            if (begun && from.isBefore(each.getValue())) {
                stretches.add(new SealedWal.Stretch(each.getKey(), from, each.getValue()));
                from = each.getValue();
            }
        }
        return List.copyOf(stretches);
    }

    /**
     * Reads the WAL back and makes the seal.
     *
     * @param regions all of them must have the WAL without a hole
     * @throws LifeboatException WAL_GAP if one has not; OBJECT_CONFLICT if two regions hold other WAL under one name;
     *     STORE_UNREACHABLE if a region cannot be read
     */
    public Sealed seal(BackupId backup, List<SealedWal.Stretch> stretches, List<Storage> regions) {
        Map<String, List<WalSeal.SealedObject>> objects = new LinkedHashMap<>();
        for (SealedWal.Stretch stretch : stretches) {
            for (String key : names(stretch, regions)) {
                objects.put(key, read(key, regions));
            }
        }
        WalSeal seal = new WalSeal(
                RegionDescription.FORMAT,
                backup,
                keys.cluster(),
                keys.systemIdentifier(),
                stretches,
                objects.values().stream().flatMap(List::stream).toList());
        FrameOutput.Frame document = compressed(seal);
        SealedWal reference =
                new SealedWal(stretches, seal.count(), seal.storedBytes(), document.rawBytes(), document.sha256());
        return new Sealed(seal, document, reference);
    }

    /** Stores a seal in one region; the same again is fine. */
    public void put(Sealed sealed, Storage region, @Nullable Instant lockUntil) {
        region.create(keys.walSeal(sealed.seal().backup()), sealed.document().content(), lockUntil);
    }

    private static FrameOutput.Frame compressed(WalSeal seal) {
        try (FrameOutput output = new FrameOutput(DOCUMENT_LEVEL)) {
            output.write(ByteBuffer.wrap(seal.json()));
            return output.finish();
        }
    }

    /** The keys of what covers a stretch, in the order of replay; every region must cover it. */
    private List<String> names(SealedWal.Stretch stretch, List<Storage> regions) {
        SortedSet<String> names = new TreeSet<>();
        for (Storage region : regions) {
            Lsn reached = stretch.from();
            for (WalSegment segment = WalSegment.containing(stretch.timeline(), stretch.from(), segmentBytes);
                    segment.start().isBefore(stretch.to());
                    segment = segment.next()) {
                reached = add(region, segment, names);
                if (reached.isBefore(Lsn.min(segment.end(), stretch.to()))) {
                    throw new LifeboatException(
                            ErrorCode.WAL_GAP,
                            "WAL from %s on is missing in region %s: it cannot be sealed"
                                    .formatted(reached, region.region()));
                }
            }
        }
        return List.copyOf(names);
    }

    /** Adds the segment, or its slices; returns how far they reach. */
    private Lsn add(Storage region, WalSegment segment, SortedSet<String> names) {
        Optional<String> full = StoredWal.find(region, new WalName.Full(segment), keys);
        if (full.isPresent()) {
            names.add(full.get());
            return segment.end();
        }
        SegmentListing listing = new SegmentListing(region, keys, segmentBytes);
        List<StoredSlice> slices = listing.contiguousSlices(segment);
        slices.forEach(slice -> names.add(slice.key(keys)));
        return slices.isEmpty() ? segment.start() : slices.getLast().slice().to();
    }

    /** What the regions that have an object give back, each way once. */
    private List<WalSeal.SealedObject> read(String key, List<Storage> regions) {
        List<WalSeal.SealedObject> ways = new ArrayList<>();
        List<Storage> readIn = new ArrayList<>();
        for (Storage region : regions) {
            Optional<WalSeal.SealedObject> read = StoredDigest.read(region, key)
                    .map(digest -> new WalSeal.SealedObject(
                            key.substring(keys.wal().length()), digest.length(), digest.sha256()));
            if (read.isPresent() && !ways.contains(read.get())) {
                if (!ways.isEmpty()) {
                    requireSameWal(key, readIn.getFirst(), region);
                }
                ways.add(read.get());
            }
            readIn.add(region);
        }
        return ways;
    }

    /** Without a key: equal fingerprints under one fingerprint key are equal WAL. */
    private void requireSameWal(String key, Storage one, Storage other) {
        boolean same;
        try {
            same = Encoding.ofName(key) == Encoding.ZSTD
                    ? plain(one, key).equals(plain(other, key))
                    : maybeSame(fingerprint(one, key), fingerprint(other, key));
        } catch (IOException e) {
            throw Zstd.unreadable(key, e);
        }
        if (!same) {
            throw new LifeboatException(
                    ErrorCode.OBJECT_CONFLICT,
                    key + " holds other WAL in region " + one.region() + " than in region " + other.region()
                            + ": two servers may have written under the same name; nothing was sealed");
        }
    }

    /** What was encrypted under two fingerprint keys cannot be compared. */
    private static boolean maybeSame(Optional<WalFingerprint> one, Optional<WalFingerprint> other) {
        return one.isEmpty()
                || other.isEmpty()
                || !one.get().keyId().equals(other.get().keyId())
                || one.equals(other);
    }

    private static StoredDigest plain(Storage region, String key) throws IOException {
        try (InputStream plain = StoredWal.open(region, key, Identities.none(), LARGEST_SEGMENT)) {
            return StoredDigest.of(plain);
        }
    }

    private static Optional<WalFingerprint> fingerprint(Storage region, String key) throws IOException {
        try (InputStream in = new BufferedInputStream(region.open(key))) {
            return AgeHeader.read(in).fingerprint();
        }
    }
}
