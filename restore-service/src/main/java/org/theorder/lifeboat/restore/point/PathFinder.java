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
import org.theorder.lifeboat.repository.wal.TimelineHistory;
import org.theorder.lifeboat.repository.wal.WalCoverage;
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

    /** A timeline and where it was left; null if it was not. */
    private record Stage(int timeline, Optional<Lsn> leftAt) {}

    Search find(BackupMarker backup, int timeline) {
        List<Stage> stages = stages(backup, timeline);
        if (stages.isEmpty()) {
            return new Search.Elsewhere();
        }
        List<WalPath.Leg> legs = new ArrayList<>();
        Lsn begin = backup.startLsn();
        Optional<String> gap = Optional.empty();
        for (Stage stage : stages) {
            Lsn from = begin;
            Map<RegionName, WalCoverage> coverage =
                    copies.askEach(region -> copies.wal(List.of(region)).coverage(stage.timeline(), from));
            Lsn durable = coverage.values().stream()
                    .map(WalCoverage::durable)
                    .max(Comparator.naturalOrder())
                    .orElse(Lsn.ZERO);
            // the segment in which a timeline is left is read from its successor, which begins with a copy of it
            Lsn needed =
                    stage.leftAt().map(left -> segment(stage, left).start()).orElse(from);
            if (durable.isBefore(legs.isEmpty() ? needed : Lsn.max(needed, from))) {
                return new Search.Missing("WAL of timeline %d from %s on is missing"
                        .formatted(stage.timeline(), durable.isBefore(from) ? from : durable));
            }
            legs.add(leg(stage, from, durable, coverage));
            gap = gapBehind(durable, coverage);
            begin = stage.leftAt().orElse(durable);
        }
        WalPath path = new WalPath(legs, histories(), copies.segmentBytes());
        if (path.end().isBefore(backup.stopLsn())) {
            return new Search.Missing("WAL from %s on is missing, and the backup is consistent only at %s"
                    .formatted(path.end(), backup.stopLsn()));
        }
        return new Search.Found(path, gap);
    }

    private List<Stage> stages(BackupMarker backup, int timeline) {
        if (backup.timeline() == timeline) {
            return List.of(new Stage(timeline, Optional.empty()));
        }
        List<Stage> stages = new ArrayList<>();
        Optional<TimelineHistory> history = copies.history(timeline);
        for (TimelineHistory.Ancestor ancestor :
                history.map(TimelineHistory::ancestors).orElse(List.of())) {
            boolean isBackups = ancestor.timeline() == backup.timeline();
            // a backup that ended behind the point where its timeline was left is not on the way
            if (isBackups
                    && backup.stopTimeline() == backup.timeline()
                    && ancestor.switchedAt().isBefore(backup.stopLsn())) {
                return List.of();
            }
            if (isBackups || !stages.isEmpty()) {
                stages.add(new Stage(ancestor.timeline(), Optional.of(ancestor.switchedAt())));
            }
        }
        if (!stages.isEmpty()) {
            stages.add(new Stage(timeline, Optional.empty()));
        }
        return stages;
    }

    private WalSegment segment(Stage stage, Lsn position) {
        return WalSegment.containing(stage.timeline(), position, copies.segmentBytes());
    }

    private WalPath.Leg leg(Stage stage, Lsn from, Lsn durable, Map<RegionName, WalCoverage> coverage) {
        Lsn to = stage.leftAt().orElse(durable);
        long first = segment(stage, from).number();
        boolean endsOnBoundary = segment(stage, to).start().equals(to);
        long last = segment(stage, to).number() - (stage.leftAt().isPresent() || endsOnBoundary ? 1 : 0);
        return new WalPath.Leg(
                stage.timeline(),
                from,
                to,
                first,
                last,
                coverage.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, each -> each.getValue().durable())));
    }

    /** Later WAL that is there and cannot be reached, if no region closes the gap. */
    private static Optional<String> gapBehind(Lsn durable, Map<RegionName, WalCoverage> coverage) {
        return coverage.values().stream()
                .flatMap(each -> each.gaps().stream())
                .filter(gap -> !gap.from().isBefore(durable))
                .findFirst()
                .map(gap -> "WAL from %s to %s is missing; what lies behind it cannot be used"
                        .formatted(gap.from(), gap.to()));
    }

    private Set<Integer> histories() {
        Set<Integer> histories = new HashSet<>();
        for (int timeline : copies.timelines()) {
            if (copies.history(timeline).isPresent()) {
                histories.add(timeline);
            }
        }
        return histories;
    }

    /** When the newest WAL of a path was stored, by the clock of the storage: nothing later can be known to be in it. */
    Instant newestStoredAt(WalPath path) {
        WalSegment segment =
                WalSegment.containing(path.timeline(), new Lsn(path.end().value() - 1), copies.segmentBytes());
        return copies.askEach(region -> storedAt(region, segment)).values().stream()
                .flatMap(Optional::stream)
                .max(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
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
