package org.theorder.lifeboat.restore.point;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.BackupCatalogue;
import org.theorder.lifeboat.repository.ClusterRegistration;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StoredObject;
import org.theorder.lifeboat.repository.wal.TimelineHistory;
import org.theorder.lifeboat.repository.wal.WalReader;

/** All copies of what one server left, over the regions that can be read, in the order of preference. */
final class Copies {
    private final ClusterKeys keys;
    private final int segmentBytes;
    private final List<Storage> regions;
    private final Map<BackupId, BackupMarker> backups = new TreeMap<>(Comparator.comparing(BackupId::value));
    private final Map<Integer, Optional<TimelineHistory>> histories = new LinkedHashMap<>();
    private final List<Integer> timelines = new ArrayList<>();
    private final List<String> troubles = new ArrayList<>();

    Copies(ClusterRegistration registration, List<Storage> reachable) {
        this.keys = registration.keys();
        this.segmentBytes = registration.walSegmentBytes();
        this.regions = new ArrayList<>(reachable);
        for (Storage region : reachable) {
            try {
                BackupCatalogue catalogue = new ClusterRepository(region, keys).backups();
                catalogue.complete().forEach(marker -> backups.putIfAbsent(marker.backup(), marker));
                catalogue
                        .damaged()
                        .forEach(each -> troubles.add(
                                "backup " + each.name() + " in region " + region.region() + ": " + each.reason()));
            } catch (LifeboatException e) {
                leaveOut(region, e);
            }
        }
    }

    /** A region that cannot be reached is not asked again during the choice: every question would wait for it. */
    private void leaveOut(Storage region, LifeboatException why) {
        if (why.code().kind() != ErrorCode.Kind.CORRUPT) {
            regions.remove(region);
        }
        troubles.add("region " + region.region() + ": " + why.explanation());
    }

    ClusterKeys keys() {
        return keys;
    }

    int segmentBytes() {
        return segmentBytes;
    }

    List<Storage> regions() {
        return List.copyOf(regions);
    }

    /** What could not be read, for messages. */
    List<String> troubles() {
        return List.copyOf(troubles);
    }

    /** Backups that a restore may begin with, newest first: full ones and incrementals with files, not those of WAL alone. */
    List<BackupMarker> backups() {
        return backups.values().stream()
                .filter(BackupMarker::hasFiles)
                .sorted(Comparator.comparing(BackupMarker::completedAt).reversed())
                .toList();
    }

    /** Timelines that have WAL or a history, newest first. */
    List<Integer> timelines() {
        if (timelines.isEmpty()) {
            timelines.addAll(readTimelines());
        }
        return List.copyOf(timelines);
    }

    private List<Integer> readTimelines() {
        TreeSet<Integer> known = new TreeSet<>(Integer::compareUnsigned);
        backups.values().forEach(marker -> known.add(marker.stopTimeline()));
        askEach(region -> wal(List.of(region)).timelines()).values().forEach(known::addAll);
        return List.copyOf(known.descendingSet());
    }

    /** Empty if no region has one, as for the first timeline. */
    Optional<TimelineHistory> history(int timeline) {
        return histories.computeIfAbsent(timeline, this::readHistory);
    }

    private Optional<TimelineHistory> readHistory(int timeline) {
        return askEach(region -> wal(List.of(region)).history(timeline)).values().stream()
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Asks every region; one that cannot be reached is left out from then on. */
    <T> Map<RegionName, T> askEach(Function<Storage, T> question) {
        Map<RegionName, T> answers = new LinkedHashMap<>();
        for (Storage region : regions()) {
            try {
                answers.put(region.region(), question.apply(region));
            } catch (LifeboatException e) {
                leaveOut(region, e);
            }
        }
        return answers;
    }

    WalReader wal(List<Storage> from) {
        return new WalReader(from, keys, segmentBytes);
    }

    /** The regions, those first that have most parts of a chain. */
    List<Storage> inOrderFor(List<BackupMarker> chain) {
        Map<RegionName, Long> parts = askEach(region ->
                chain.stream().mapToLong(backup -> parts(region, backup)).sum());
        return regions().stream()
                .sorted(Comparator.comparingLong((Storage region) -> parts.getOrDefault(region.region(), 0L))
                        .reversed())
                .toList();
    }

    /** How many parts a region has; none if it lacks what leads to them. */
    private long parts(Storage region, BackupMarker backup) {
        if (region.find(keys.marker(backup.backup())).isEmpty()
                || region.find(keys.index(backup.backup())).isEmpty()
                || region.find(keys.manifest(backup.backup())).isEmpty()) {
            return 0;
        }
        try (Stream<StoredObject> parts = region.list(keys.parts(backup.backup()))) {
            return parts.count();
        }
    }
}
