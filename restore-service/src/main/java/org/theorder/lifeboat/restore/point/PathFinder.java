package org.theorder.lifeboat.restore.point;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.encryption.Encoding;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StoredObject;
import org.theorder.lifeboat.repository.wal.WalRuns;
import org.theorder.lifeboat.repository.wal.WalSegment;

/** Finds the WAL from a backup along a timeline, as PostgreSQL will read it. */
final class PathFinder {
    private final Copies copies;

    PathFinder(Copies copies) {
        this.copies = copies;
    }

    /** A path, or why there is none. */
    sealed interface Search {
        /** @param gap what is missing behind the path's end, for people; empty if nothing is */
        record Found(WalPath path, Optional<String> gap) implements Search {}

        /** The backup is not on this timeline's way. */
        record Elsewhere() implements Search {}

        record Missing(String what) implements Search {}
    }

    Search find(BackupMarker backup, int timeline) {
        List<Lineage.Stage> stages = lineage(timeline).from(backup);
        if (stages.isEmpty()) {
            return new Search.Elsewhere();
        }
        List<WalPath.Leg> legs = new ArrayList<>();
        Lsn begin = backup.startLsn();
        Optional<String> gap = Optional.empty();
        for (Lineage.Stage stage : stages) {
            Lsn from = begin;
            Map<RegionName, WalRuns> regions = copies.wal(stage.timeline(), from);
            WalRuns all = WalRuns.union(regions.values());
            // a segment is read from its begin, whatever of it is needed
            Lsn segmentStart = segment(stage, from).start();
            Lsn durable = all.reach(segmentStart).orElse(segmentStart);
            // the segment in which a timeline is left is read from its successor, which begins with a copy of it
            Lsn needed =
                    stage.leftAt().map(left -> segment(stage, left).start()).orElse(from);
            if (durable.isBefore(legs.isEmpty() ? needed : Lsn.max(needed, from))) {
                return new Search.Missing("WAL of timeline %d from %s on is missing"
                        .formatted(stage.timeline(), durable.isBefore(from) ? from : durable));
            }
            legs.add(leg(stage, from, durable, regions));
            gap = gapBehind(durable, all);
            begin = stage.leftAt().orElse(durable);
        }
        WalPath path = new WalPath(legs, histories(), copies.segmentBytes());
        if (path.end().isBefore(backup.stopLsn())) {
            return new Search.Missing("WAL from %s on is missing, and the backup is consistent only at %s"
                    .formatted(path.end(), backup.stopLsn()));
        }
        return new Search.Found(path, gap);
    }

    Lineage lineage(int timeline) {
        return Lineage.of(timeline, copies.history(timeline));
    }

    private WalSegment segment(Lineage.Stage stage, Lsn position) {
        return WalSegment.containing(stage.timeline(), position, copies.segmentBytes());
    }

    private WalPath.Leg leg(Lineage.Stage stage, Lsn from, Lsn durable, Map<RegionName, WalRuns> regions) {
        Lsn to = stage.leftAt().orElse(durable);
        long first = segment(stage, from).number();
        boolean endsOnBoundary = segment(stage, to).start().equals(to);
        long last = segment(stage, to).number() - (stage.leftAt().isPresent() || endsOnBoundary ? 1 : 0);
        return new WalPath.Leg(stage.timeline(), from, to, first, last, regions);
    }

    /** Later WAL that is there and cannot be reached, if no region closes the gap. */
    private static Optional<String> gapBehind(Lsn durable, WalRuns all) {
        return all.behind(durable)
                .map(later -> "WAL from %s to %s is missing; what lies behind it cannot be used"
                        .formatted(durable, later.from()));
    }

    private Set<Integer> histories() {
        Set<Integer> histories = new HashSet<>();
        for (int timeline : copies.timelines()) {
            if (copies.hasSoundHistory(timeline) && copies.history(timeline).isPresent()) {
                histories.add(timeline);
            }
        }
        return histories;
    }

    /**
     * When the newest WAL of a path was stored, by the clock of the storage: nothing later can be known to be in it. An idle
     * server writes none; then it is when the last backup began that found nothing newer.
     */
    Instant newestStoredAt(WalPath path) {
        return Stream.concat(
                        storedAt(path.timeline(), path.end()).values().stream(),
                        copies.begunAt(path.timeline(), path.end()))
                .max(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
    }

    /**
     * Where a time is expected to lie: in the first segment that no region had stored in full by then, by the clocks of the
     * storages; its end is told. A forecast and no more: WAL may have been stored late, or copied since.
     */
    Lsn expectedAt(Instant time, WalPath path) {
        List<WalSegment> segments = path.segments();
        int first = 0;
        int behind = segments.size();
        while (first < behind) {
            int middle = (first + behind) >>> 1;
            if (isStoredBy(time, segments.get(middle))) {
                first = middle + 1;
            } else {
                behind = middle;
            }
        }
        return first == segments.size() ? path.end() : path.needed(segments.get(first));
    }

    private boolean isStoredBy(Instant time, WalSegment segment) {
        return copies.askEach(region -> full(region, segment)
                        .anyMatch(object -> !object.modifiedAt().isAfter(time)))
                .containsValue(true);
    }

    /** When each region stored the WAL before a position; those are left out that have none of it. */
    Map<RegionName, Instant> storedAt(int timeline, Lsn end) {
        WalSegment segment = WalSegment.containing(timeline, new Lsn(end.value() - 1), copies.segmentBytes());
        return copies.askEach(region -> storedAt(region, segment)).entrySet().stream()
                .flatMap(each -> each.getValue().map(at -> Map.entry(each.getKey(), at)).stream())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private Stream<StoredObject> full(Storage region, WalSegment segment) {
        return Stream.of(Encoding.values())
                .flatMap(encoding -> region.find(copies.keys().segment(segment.name(), encoding)).stream());
    }

    private Optional<Instant> storedAt(Storage region, WalSegment segment) {
        try (Stream<StoredObject> slices = region.list(copies.keys().slices(segment.name()))) {
            return Stream.concat(full(region, segment), slices)
                    .map(StoredObject::modifiedAt)
                    .max(Comparator.naturalOrder());
        }
    }
}
