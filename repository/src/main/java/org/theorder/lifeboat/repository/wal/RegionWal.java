package org.theorder.lifeboat.repository.wal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.backup.SealedWal;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StoredObject;

/** The WAL of one region while it is sealed: what is listed, and what its bytes are. Used by one thread. */
final class RegionWal {
    /** Slices vanish once, when their segment is there in full. */
    private static final int MOST_LOOKS = 5;

    private final Storage region;
    private final int segmentBytes;
    private final SegmentListing listing;
    private final Function<String, Optional<StoredDigest>> known;
    private final Map<String, StoredDigest> found = new HashMap<>();

    /** @param known the digest of an object by its key, if it need not be read */
    RegionWal(Storage region, ClusterKeys keys, int segmentBytes, Function<String, Optional<StoredDigest>> known) {
        this.region = region;
        this.segmentBytes = segmentBytes;
        this.listing = new SegmentListing(region, keys, segmentBytes);
        this.known = known;
    }

    Storage region() {
        return region;
    }

    /**
     * What the region holds of some stretches, ascending by key.
     *
     * @param whole whether that is all of them
     */
    record Holding(NavigableMap<String, StoredDigest> objects, boolean whole) {}

    /**
     * All of some stretches.
     *
     * @throws LifeboatException WAL_GAP if something is missing, CORRUPT if an object is listed with another length than it
     *     was put with, STORE_UNREACHABLE
     */
    Holding all(List<SealedWal.Stretch> stretches) {
        Holding holding = look(stretches, true);
        if (!holding.whole()) {
            throw new LifeboatException(
                    ErrorCode.WAL_GAP, "WAL of " + stretches + " is missing in region " + region.region());
        }
        return holding;
    }

    /** Whatever is there of some stretches. */
    Holding any(List<SealedWal.Stretch> stretches) {
        return look(stretches, false);
    }

    private Holding look(List<SealedWal.Stretch> stretches, boolean exact) {
        Look look = once(stretches, exact);
        for (int i = 1; i < MOST_LOOKS && look.changing(); i++) {
            look = once(stretches, exact);
        }
        return new Holding(look.objects(), look.whole() && !look.changing());
    }

    /** @param changing whether something has vanished meanwhile, so that it must be looked again */
    private record Look(NavigableMap<String, StoredDigest> objects, boolean whole, boolean changing) {}

    private Look once(List<SealedWal.Stretch> stretches, boolean exact) {
        NavigableMap<String, StoredDigest> objects = new TreeMap<>();
        boolean whole = true;
        boolean changing = false;
        for (SealedWal.Stretch stretch : stretches) {
            Listed listed = list(stretch);
            whole &= !listed.reached().isBefore(stretch.to());
            changing |= listed.changing();
            for (StoredObject object : listed.objects()) {
                Optional<StoredDigest> digest = digest(object, exact);
                digest.ifPresent(present -> objects.put(object.key(), present));
                changing |= digest.isEmpty();
            }
        }
        return new Look(objects, whole, changing);
    }

    /**
     * @param reached up to where the stretch is there without a hole
     * @param changing whether slices have vanished while they were listed, so that it must be listed again
     */
    private record Listed(List<StoredObject> objects, Lsn reached, boolean changing) {}

    /** Sliced segments are looked for first: when slices have vanished, their segment is there. */
    private Listed list(SealedWal.Stretch stretch) {
        WalSegment first = WalSegment.containing(stretch.timeline(), stretch.from(), segmentBytes);
        List<WalSegment> sliced = listing.slicedFrom(first).stream()
                .filter(segment -> segment.start().isBefore(stretch.to()))
                .toList();
        NavigableMap<WalSegment, List<StoredObject>> segments = new TreeMap<>();
        try (Stream<StoredObject> full = listing.fullObjectsFrom(first)) {
            full.takeWhile(object -> segment(object).start().isBefore(stretch.to()))
                    .forEach(object -> segments.computeIfAbsent(segment(object), name -> new ArrayList<>())
                            .add(object));
        }
        for (WalSegment segment : sliced) {
            segments.computeIfAbsent(
                    segment,
                    name -> listing.contiguousSlices(name).stream()
                            .map(StoredSlice::object)
                            .toList());
        }
        List<StoredObject> objects = new ArrayList<>();
        Lsn reached = first.start();
        boolean changing = false;
        for (Map.Entry<WalSegment, List<StoredObject>> each : segments.entrySet()) {
            changing |= each.getValue().isEmpty();
            if (reached.equals(each.getKey().start())) {
                reached = end(each.getKey(), each.getValue());
            }
            objects.addAll(each.getValue());
        }
        return new Listed(objects, reached, changing);
    }

    private WalSegment segment(StoredObject full) {
        return WalName.Full.parse(full.key(), segmentBytes).orElseThrow();
    }

    private Lsn end(WalSegment segment, List<StoredObject> objects) {
        return objects.isEmpty()
                ? segment.start()
                : WalName.Slice.parse(objects.getLast().key(), segmentBytes)
                        .map(WalName.Slice::to)
                        .orElse(segment.end());
    }

    /** Empty if it has vanished since it was listed. */
    private Optional<StoredDigest> digest(StoredObject object, boolean exact) {
        requireNotInterrupted();
        StoredDigest remembered = found.get(object.key());
        Optional<StoredDigest> digest = remembered != null
                ? Optional.of(remembered)
                : known.apply(object.key()).or(() -> StoredDigest.read(region, object.key()));
        digest.ifPresent(present -> {
            if (exact && present.length() != object.length()) {
                throw new LifeboatException(
                        ErrorCode.CORRUPT,
                        object.key() + " has " + present.length() + " bytes, but region " + region.region()
                                + " lists it with " + object.length());
            }
            found.put(object.key(), present);
        });
        return digest;
    }

    private static void requireNotInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw new LifeboatException(ErrorCode.TIMED_OUT, "sealing WAL was interrupted");
        }
    }
}
