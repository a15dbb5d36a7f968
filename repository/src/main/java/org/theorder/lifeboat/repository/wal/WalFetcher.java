package org.theorder.lifeboat.repository.wal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.encryption.Identities;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.storage.FileErrors;
import org.theorder.lifeboat.repository.storage.Storage;

/** Brings one WAL file from the regions into the local file system. Made for one request. */
final class WalFetcher {
    private final List<Storage> regions;
    private final ClusterKeys keys;
    private final int segmentBytes;
    private final Identities identities;
    private final List<LifeboatException> troubles = new ArrayList<>();

    WalFetcher(List<Storage> regions, ClusterKeys keys, int segmentBytes, Identities identities) {
        this.regions = regions;
        this.keys = keys;
        this.segmentBytes = segmentBytes;
        this.identities = identities;
    }

    WalFetch fetch(String name, Path target) {
        Optional<WalSegment> segment = WalSegment.tryParse(name, segmentBytes);
        if (segment.isPresent()) {
            return fetchSegment(segment.get(), target);
        }
        Optional<Integer> history = WalName.History.parse(name);
        return history.isPresent() ? fetchHistory(history.get(), target) : new WalFetch.Absent();
    }

    private WalFetch fetchHistory(int timeline, Path target) {
        Optional<WalFetch> fetched =
                firstFound(region -> historyIn(region, timeline).map(bytes -> {
                    WalFile.write(target, file -> file.put(bytes));
                    return new WalFetch.Fetched(region.region(), true);
                }));
        return fetched.orElseGet(this::absent);
    }

    /** A timeline's history; empty if every region certainly has none. */
    Optional<TimelineHistory> history(int timeline) {
        Optional<byte[]> bytes = firstFound(region -> historyIn(region, timeline));
        if (bytes.isEmpty()) {
            requireNoTrouble();
        }
        return bytes.map(found -> TimelineHistory.parse(timeline, found));
    }

    /** A region's bytes of a history, checked; empty if it has none. */
    private Optional<byte[]> historyIn(Storage region, int timeline) {
        String key = keys.history(timeline);
        if (region.find(key).isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = region.open(key)) {
            byte[] bytes = in.readNBytes(TimelineHistory.LARGEST + 1);
            TimelineHistory.parse(timeline, bytes);
            return Optional.of(bytes);
        } catch (IOException e) {
            throw FileErrors.explained("reading " + key + " in region " + region.region(), e);
        }
    }

    private WalFetch fetchSegment(WalSegment segment, Path target) {
        Optional<WalFetch> full = full(segment, target);
        if (full.isPresent()) {
            return full.get();
        }
        Optional<WalFetch.Fetched> sliced = sliced(segment, target);
        if (sliced.isPresent() && sliced.get().complete()) {
            return sliced.get();
        }
        // a full segment may have appeared meanwhile, and its slices vanished
        full = full(segment, target);
        if (full.isPresent()) {
            return full.get();
        }
        // an incomplete segment means "here the WAL ends": only true if every region was heard
        requireNoTrouble();
        return sliced.isPresent() ? sliced.get() : new WalFetch.Absent();
    }

    private Optional<WalFetch> full(WalSegment segment, Path target) {
        return firstFound(region -> {
            Optional<String> stored = StoredWal.find(region, new WalName.Full(segment), keys);
            stored.ifPresent(
                    key -> WalFile.write(target, file -> file.put(region, key, identities, 0, segment.bytes())));
            return stored.map(key -> new WalFetch.Fetched(region.region(), true));
        });
    }

    /** Slices that cover a segment from its start without a hole. */
    private record Run(Storage region, List<StoredSlice> slices) {
        Lsn end() {
            return slices.getLast().slice().to();
        }
    }

    /** From the region that has the longest run of slices. */
    private Optional<WalFetch.Fetched> sliced(WalSegment segment, Path target) {
        for (Run run : runs(segment)) {
            try {
                WalFile.write(target, file -> {
                    for (StoredSlice stored : run.slices()) {
                        WalName.Slice slice = stored.slice();
                        file.put(run.region(), stored.key(), identities, slice.offset(), slice.length());
                    }
                    file.pad(segment.bytes());
                });
                boolean complete = run.end().equals(segment.end());
                return Optional.of(new WalFetch.Fetched(run.region().region(), complete));
            } catch (LifeboatException e) {
                troubles.add(e);
            }
        }
        return Optional.empty();
    }

    /** Longest first. */
    private List<Run> runs(WalSegment segment) {
        List<Run> runs = new ArrayList<>();
        for (Storage region : regions) {
            try {
                List<StoredSlice> slices = new SegmentListing(region, keys, segmentBytes).contiguousSlices(segment);
                if (!slices.isEmpty()) {
                    runs.add(new Run(region, slices));
                }
            } catch (LifeboatException e) {
                troubles.add(e);
            }
        }
        runs.sort(Comparator.comparing(Run::end).reversed());
        return runs;
    }

    /** The first region's answer; what goes wrong is kept. */
    private <T> Optional<T> firstFound(Function<Storage, Optional<T>> question) {
        for (Storage region : regions) {
            try {
                Optional<T> answer = question.apply(region);
                if (answer.isPresent()) {
                    return answer;
                }
            } catch (LifeboatException e) {
                troubles.add(e);
            }
        }
        return Optional.empty();
    }

    private WalFetch absent() {
        requireNoTrouble();
        return new WalFetch.Absent();
    }

    /** @throws LifeboatException the first trouble, if there was one: then nobody knows that something is absent */
    private void requireNoTrouble() {
        if (!troubles.isEmpty()) {
            LifeboatException first = troubles.getFirst();
            troubles.stream().skip(1).forEach(first::addSuppressed);
            throw first;
        }
    }
}
