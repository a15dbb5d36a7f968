package org.theorder.lifeboat.restore.point;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
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
import org.theorder.lifeboat.repository.wal.WalRuns;

/** All copies of what one server left, over the regions that can be read, in the order of preference. */
final class Copies {
    private static final int FIRST = 1;

    private final ClusterKeys keys;
    private final int majorVersion;
    private final int segmentBytes;
    private final List<Storage> regions;
    private final Map<BackupId, BackupMarker> backups = new TreeMap<>(Comparator.comparing(BackupId::value));
    private final Map<Integer, ToldHistory> histories = new LinkedHashMap<>();
    private final List<Integer> timelines = new ArrayList<>();
    private final List<Trouble> troubles;
    private final Map<RegionName, Set<BackupId>> holdings = new LinkedHashMap<>();
    private final Map<Integer, Wal> walByTimeline = new LinkedHashMap<>();
    /** What is wrong with markers that a region cannot read, by the names of their backups. */
    private final Map<String, String> unreadable = new TreeMap<>();

    /** Something that cannot be read. */
    private record Trouble(RegionName region, RestorePoints.Trouble what) {
        Trouble(RegionName region, LifeboatException why) {
            this(region, new RestorePoints.Trouble(why.code(), why.explanation()));
        }

        String said() {
            return what.what();
        }
    }

    /**
     * What the regions say of how a timeline began.
     *
     * @param damaged whether one of them has a history that cannot be read
     */
    private record ToldHistory(List<TimelineHistory> distinct, boolean damaged) {
        boolean isSound() {
            return distinct.size() == 1 || (distinct.isEmpty() && !damaged);
        }
    }

    /** What each region has of a timeline, from a position on. */
    private record Wal(Lsn from, Map<RegionName, WalRuns> runs) {}

    private Copies(ClusterRegistration registration, List<Storage> reachable, List<Trouble> known) {
        this.troubles = new ArrayList<>(known);
        this.keys = registration.keys();
        this.majorVersion = registration.majorVersion();
        this.segmentBytes = registration.walSegmentBytes();
        this.regions = new ArrayList<>(reachable);
        for (Storage region : reachable) {
            try {
                BackupCatalogue catalogue = new ClusterRepository(region, keys).backups();
                catalogue.complete().forEach(marker -> backups.putIfAbsent(marker.backup(), marker));
                holdings.put(
                        region.region(),
                        catalogue.complete().stream().map(BackupMarker::backup).collect(Collectors.toSet()));
                catalogue.damaged().forEach(each -> damaged(region.region(), each));
            } catch (LifeboatException e) {
                leaveOut(region, e);
            }
        }
    }

    private void damaged(RegionName region, BackupCatalogue.Damaged marker) {
        String said = "backup " + marker.name() + ": " + marker.reason();
        troubles.add(new Trouble(region, new RestorePoints.Trouble(ErrorCode.CORRUPT, said)));
        unreadable.putIfAbsent(marker.name(), said);
    }

    private Copies(Copies all, RegionName only) {
        this.keys = all.keys;
        this.majorVersion = all.majorVersion;
        this.segmentBytes = all.segmentBytes;
        this.regions = new ArrayList<>(all.regions.stream()
                .filter(region -> region.region().equals(only))
                .toList());
        this.troubles = new ArrayList<>(all.troubles.stream()
                .filter(trouble -> trouble.region().equals(only))
                .toList());
        Set<BackupId> there = all.holdings.getOrDefault(only, Set.of());
        holdings.put(only, there);
        there.forEach(each -> backups.put(each, Objects.requireNonNull(all.backups.get(each))));
    }

    /** As if this region were the only one left: it is asked anew for its timelines and histories. */
    Copies only(RegionName region) {
        return new Copies(this, region);
    }

    /**
     * What there is of a cluster, for each server that had this name, the present one first.
     *
     * @param notes why other regions are not among them, for the message if there is nothing
     * @throws LifeboatException NOT_FOUND if there is nothing
     */
    static List<Copies> of(ClusterName cluster, List<Storage> reachable, List<String> notes) {
        List<Trouble> troubles = new ArrayList<>();
        Map<ClusterKeys, ClusterRegistration> registrations = new LinkedHashMap<>();
        List<Storage> readable = new ArrayList<>();
        for (Storage region : reachable) {
            try {
                ClusterRepository.registrations(region, cluster)
                        .forEach(each -> registrations.putIfAbsent(each.keys(), each));
                readable.add(region);
            } catch (LifeboatException e) {
                troubles.add(new Trouble(region.region(), e));
                if (e.code().kind() == ErrorCode.Kind.CORRUPT) {
                    // another region may know the cluster, and all else be whole here
                    readable.add(region);
                }
            }
        }
        if (registrations.isEmpty()) {
            String nothing = "there is nothing of a cluster named " + cluster + " in "
                    + reachable.stream().map(Storage::region).toList();
            throw new LifeboatException(
                    ErrorCode.NOT_FOUND,
                    Stream.of(
                                    Stream.of(nothing),
                                    notes.stream(),
                                    troubles.stream().map(Trouble::said))
                            .flatMap(each -> each)
                            .collect(Collectors.joining("; ")));
        }
        return registrations.values().stream()
                .sorted(Comparator.comparing(ClusterRegistration::registeredAt).reversed())
                .map(each -> new Copies(each, readable, troubles))
                .toList();
    }

    /** A region that cannot be reached is not asked again during the choice: every question would wait for it. */
    private void leaveOut(Storage region, LifeboatException why) {
        if (why.code().kind() != ErrorCode.Kind.CORRUPT) {
            regions.remove(region);
        }
        troubles.add(new Trouble(region.region(), why));
    }

    ClusterKeys keys() {
        return keys;
    }

    int majorVersion() {
        return majorVersion;
    }

    int segmentBytes() {
        return segmentBytes;
    }

    List<Storage> regions() {
        return List.copyOf(regions);
    }

    /** What could not be read, for messages. */
    List<String> troubles() {
        return troubles.stream()
                .map(trouble -> "region " + trouble.region() + ": " + trouble.said())
                .toList();
    }

    /** The same where the region is known. */
    List<RestorePoints.Trouble> troublesOfOneRegion() {
        return troubles.stream().map(Trouble::what).toList();
    }

    /** Backups that a restore may begin with, newest first: full ones and incrementals with files, not those of WAL alone. */
    List<BackupMarker> backups() {
        return backups.values().stream()
                .filter(BackupMarker::hasFiles)
                .sorted(Comparator.comparing(BackupMarker::completedAt).reversed())
                .toList();
    }

    /** What is wrong with backups newer than this one whose markers no region can read. */
    List<String> unreadableAfter(BackupId backup) {
        Set<String> read = backups.keySet().stream().map(BackupId::value).collect(Collectors.toSet());
        return unreadable.entrySet().stream()
                .filter(each -> each.getKey().compareTo(backup.value()) > 0 && !read.contains(each.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** When those backups began, also of WAL alone, that are whole with the WAL of a timeline up to a position. */
    Stream<Instant> begunAt(int timeline, Lsn end) {
        return backups.values().stream()
                .filter(marker -> marker.stopTimeline() == timeline && !end.isBefore(marker.stopLsn()))
                .map(BackupMarker::startedAt);
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

    /**
     * Empty if no region has one, as for the first timeline. Nothing in a history vouches for its bytes but that all regions
     * have the same ones.
     *
     * @throws LifeboatException CORRUPT if the regions differ, or none can read the one it has: taking an older timeline for
     *     the newest would leave out what was written since
     */
    Optional<TimelineHistory> history(int timeline) {
        ToldHistory told = told(timeline);
        if (told.distinct().size() > 1) {
            throw new LifeboatException(
                    ErrorCode.CORRUPT,
                    "the regions have different histories of timeline " + Integer.toUnsignedString(timeline)
                            + ", so one of them is damaged: verify both, and name the region that is sound");
        }
        if (!told.isSound()) {
            throw new LifeboatException(
                    ErrorCode.CORRUPT,
                    "the history of timeline " + Integer.toUnsignedString(timeline) + " cannot be read ("
                            + String.join("; ", troubles())
                            + "): put the server's own copy of that file back, or ask for an older timeline by its"
                            + " number");
        }
        return told.distinct().stream().findFirst();
    }

    /** Whether {@link #history} tells how the timeline began. */
    boolean hasSoundHistory(int timeline) {
        return told(timeline).isSound();
    }

    /** Whether a timeline cannot be followed because nobody has its history; the first one has none (PostgreSQL {@code timeline.c}). */
    boolean lacksHistory(int timeline) {
        ToldHistory told = told(timeline);
        return timeline != FIRST && told.distinct().isEmpty() && !told.damaged() && !regions.isEmpty();
    }

    private ToldHistory told(int timeline) {
        return histories.computeIfAbsent(timeline, this::readHistory);
    }

    private ToldHistory readHistory(int timeline) {
        Map<RegionName, Optional<TimelineHistory>> answers =
                askEach(region -> wal(List.of(region)).history(timeline));
        return new ToldHistory(
                answers.values().stream().flatMap(Optional::stream).distinct().toList(),
                regions().stream().anyMatch(region -> !answers.containsKey(region.region())));
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

    /** What each region has of a timeline, at least from this position on. Costs two listings at most, however often asked. */
    Map<RegionName, WalRuns> wal(int timeline, Lsn from) {
        Wal known = walByTimeline.get(timeline);
        if (known == null || from.isBefore(known.from())) {
            // who asks for more once goes through all backups
            Lsn begin = known == null ? from : Lsn.min(from, earliestStart());
            known = new Wal(begin, askEach(region -> wal(List.of(region)).runs(timeline, begin)));
            walByTimeline.put(timeline, known);
        }
        return known.runs();
    }

    /** No WAL before it is of any use. */
    Lsn earliestStart() {
        return backups.values().stream()
                .map(BackupMarker::startLsn)
                .min(Comparator.naturalOrder())
                .orElse(Lsn.ZERO);
    }

    /** Whether a region has a backup and all that it builds on, as far as commit markers tell. */
    boolean hasChain(RegionName region, BackupMarker backup) {
        Set<BackupId> there = holdings.getOrDefault(region, Set.of());
        BackupMarker each = backup;
        while (each != null && there.contains(each.backup()) && each.parent() != null) {
            each = backups.get(each.parent());
        }
        return each != null && there.contains(each.backup());
    }

    private WalReader wal(List<Storage> from) {
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
