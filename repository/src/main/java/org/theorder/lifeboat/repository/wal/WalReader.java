package org.theorder.lifeboat.repository.wal;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.encryption.Identities;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StoredObject;

/**
 * Reads WAL of one cluster. With several regions, each must answer before "absent" is said: a region that is down makes
 * an error, never the end of the WAL. Leave a region out to go on without it.
 */
public final class WalReader {
    private final List<Storage> regions;
    private final ClusterKeys keys;
    private final int segmentBytes;
    private final Identities identities;

    /** Reads names, and content that is not encrypted. */
    public WalReader(List<Storage> regions, ClusterKeys keys, int segmentBytes) {
        this(regions, keys, segmentBytes, Identities.none());
    }

    /**
     * @param regions in the order of preference; at least one
     * @param identities with which encrypted WAL is read
     */
    public WalReader(List<Storage> regions, ClusterKeys keys, int segmentBytes, Identities identities) {
        this.regions = List.copyOf(regions);
        this.keys = keys;
        this.segmentBytes = segmentBytes;
        this.identities = identities;
        if (regions.isEmpty()) {
            throw new LifeboatException(ErrorCode.CONFIGURATION_INVALID, "reading WAL needs at least one region");
        }
    }

    /**
     * Answers PostgreSQL's restore_command: a segment (24 digits) or a history file ({@code 00000002.history}); anything
     * else that PostgreSQL may ask for ({@code .partial}, {@code .backup}) is absent. A full segment of any region is
     * preferred to slices; of slices, the region with the longest run counts.
     *
     * @param target written under a temporary name beside it, then renamed
     * @throws LifeboatException what stood in the way (also IDENTITY_MISSING), if no region had it whole and not every region said "absent"
     */
    public WalFetch fetch(String name, Path target) {
        return new WalFetcher(regions, keys, segmentBytes, identities).fetch(name, target);
    }

    /**
     * Sees that a segment, or what there is of it, can be decrypted in some region; nothing is said if it is nowhere.
     *
     * @throws LifeboatException IDENTITY_MISSING if it is encrypted for others wherever it is
     */
    public void requireIdentity(WalSegment segment) {
        LifeboatException missing = null;
        for (Storage region : regions) {
            try {
                Optional<String> key = new SegmentListing(region, keys, segmentBytes).any(segment);
                if (key.isPresent()) {
                    StoredWal.requireIdentity(region, key.get(), identities);
                    return;
                }
            } catch (LifeboatException e) {
                missing = e.code() == ErrorCode.IDENTITY_MISSING ? e : missing;
            }
        }
        if (missing != null) {
            throw missing;
        }
    }

    /**
     * What is durable of a timeline in the first region, from the segment that holds {@code from}. Costs a listing from
     * there on, so ask again from the last answer's {@code durable}.
     */
    public WalCoverage coverage(int timeline, Lsn from) {
        return new CoverageScan(listing(), WalSegment.containing(timeline, from, segmentBytes)).scan();
    }

    /** What there is of a timeline in the first region, from the segment that holds {@code from}; costs one listing. */
    public WalRuns runs(int timeline, Lsn from) {
        return new CoverageScan(listing(), WalSegment.containing(timeline, from, segmentBytes)).runs();
    }

    /**
     * Where streaming continues after a restart: the end of the newest WAL of the timeline in the first region, slices
     * included; empty if the timeline has none there. If it lies inside a segment, stream from the segment's start so that
     * the full segment can be put later, and put slices from here on.
     */
    public Optional<Lsn> newestDurable(int timeline) {
        SegmentListing listing = listing();
        return listing.newest(timeline).map(newest -> {
            boolean full = StoredWal.find(regions.getFirst(), new WalName.Full(newest), keys)
                    .isPresent();
            return full ? newest.end() : listing.slicedUpTo(newest);
        });
    }

    /** Timelines that have WAL or a history in the first region, ascending, unsigned. */
    public List<Integer> timelines() {
        Set<Integer> found = new LinkedHashSet<>();
        String after = "";
        Optional<String> next = firstBehind(after);
        while (next.isPresent()) {
            String key = next.get();
            int end = Math.min(keys.wal().length() + 8, key.length());
            String name = key.substring(0, end);
            WalName.History.parse(name + ".history").ifPresent(found::add);
            // a zero sorts right behind the slash, so this skips a timeline's folder, however much is in it
            after = key.startsWith("/", end) ? name + "0" : key;
            next = firstBehind(after);
        }
        return List.copyOf(found);
    }

    private Optional<String> firstBehind(String after) {
        try (Stream<StoredObject> objects = regions.getFirst().list(keys.wal(), after)) {
            return objects.map(StoredObject::key).findFirst();
        }
    }

    /**
     * A timeline's history; empty if every region certainly has none (always so for timeline 1).
     *
     * @throws LifeboatException CORRUPT if it is damaged in every region that has it
     */
    public Optional<TimelineHistory> history(int timeline) {
        return new WalFetcher(regions, keys, segmentBytes, identities).history(timeline);
    }

    private SegmentListing listing() {
        return new SegmentListing(regions.getFirst(), keys, segmentBytes);
    }
}
