package org.theorder.lifeboat.repository.wal;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StoredObject;

/** What one region lists of a timeline. */
final class SegmentListing {
    private final Storage region;
    private final ClusterKeys keys;
    private final int segmentBytes;

    SegmentListing(Storage region, ClusterKeys keys, int segmentBytes) {
        this.region = region;
        this.keys = keys;
        this.segmentBytes = segmentBytes;
    }

    /** Full segments from one on, ascending; to be closed. */
    Stream<WalSegment> fullFrom(WalSegment first) {
        return fullObjectsFrom(first).flatMap(object -> WalName.Full.parse(object.key(), segmentBytes).stream());
    }

    /** The objects of full segments from one on, ascending by key; to be closed. */
    Stream<StoredObject> fullObjectsFrom(WalSegment first) {
        String folder = keys.timeline(first.timeline());
        // no key lies between a segment's name without and with its ending
        String before = folder + first.name();
        return region.list(folder, before)
                .takeWhile(object -> object.key().compareTo(folder + "partial/") < 0)
                .filter(object -> WalName.Full.parse(object.key(), segmentBytes).isPresent());
    }

    /** Segments from one on of which slices are there, ascending. */
    List<WalSegment> slicedFrom(WalSegment first) {
        try (Stream<String> folders = region.folders(keys.timeline(first.timeline()) + "partial/")) {
            return folders.flatMap(name -> WalSegment.tryParse(name, segmentBytes).stream())
                    .filter(segment -> segment.compareTo(first) >= 0)
                    .toList();
        }
    }

    /**
     * The slices that cover a segment from its start without a hole, in the order in which they are to be laid down. Two
     * writers may have cut differently; WAL of one timeline is the same, so slices may overlap.
     */
    List<StoredSlice> contiguousSlices(WalSegment segment) {
        List<StoredSlice> contiguous = new ArrayList<>();
        Lsn reached = segment.start();
        try (Stream<StoredObject> objects = region.list(keys.slices(segment.name()))) {
            Iterator<StoredSlice> slices = objects.flatMap(this::parse).iterator();
            while (slices.hasNext()) {
                StoredSlice stored = slices.next();
                WalName.Slice slice = stored.slice();
                if (reached.isBefore(slice.from())) {
                    break;
                }
                if (reached.isBefore(slice.to())) {
                    contiguous.add(stored);
                    reached = slice.to();
                }
            }
        }
        return contiguous;
    }

    /** An object with bytes of a segment: the full segment, or its last slice. */
    Optional<String> any(WalSegment segment) {
        Optional<String> full = StoredWal.find(region, new WalName.Full(segment), keys);
        return full.isPresent()
                ? full
                : contiguousSlices(segment).reversed().stream()
                        .map(StoredSlice::key)
                        .findFirst();
    }

    /** The end of what {@link #contiguousSlices} covers; the segment's start if that is nothing. */
    Lsn slicedUpTo(WalSegment segment) {
        List<StoredSlice> slices = contiguousSlices(segment);
        return slices.isEmpty() ? segment.start() : slices.getLast().slice().to();
    }

    private Stream<StoredSlice> parse(StoredObject object) {
        return WalName.Slice.parse(object.key(), segmentBytes).map(slice -> new StoredSlice(slice, object)).stream();
    }

    /** The newest segment of which anything is there. */
    Optional<WalSegment> newest(int timeline) {
        WalSegment first = new WalSegment(timeline, 0, segmentBytes);
        try (Stream<WalSegment> full = fullFrom(first)) {
            Optional<WalSegment> newestFull = full.reduce((earlier, later) -> later);
            List<WalSegment> sliced = slicedFrom(first);
            return Stream.concat(newestFull.stream(), sliced.isEmpty() ? Stream.empty() : Stream.of(sliced.getLast()))
                    .max(WalSegment::compareTo);
        }
    }
}
