package org.theorder.lifeboat.restore.point;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RecoveryTarget;
import org.theorder.lifeboat.events.TargetTimeline;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.encryption.Encoding;
import org.theorder.lifeboat.repository.encryption.Identities;
import org.theorder.lifeboat.repository.restore.BackupReader;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.wal.WalReader;
import org.theorder.lifeboat.repository.wal.WalSegment;
import org.theorder.lifeboat.restore.record.PointRecord;
import org.theorder.lifeboat.restore.record.PointScan;

/** One search over the copies of one server: for the way to a target, and before that for the target itself. */
final class PlanSearch {
    private final Copies copies;
    private final PathFinder finder;
    private final RecoveryTarget target;
    private final TargetTimeline timeline;
    private final Identities identities;
    private final Duration walPatience;
    private final List<String> notes;
    private final List<PassedOver> passedOver = new ArrayList<>();

    /** @param notes gets what was passed over, and why */
    PlanSearch(
            Copies copies,
            RecoveryTarget target,
            TargetTimeline timeline,
            Identities identities,
            Duration walPatience,
            List<String> notes) {
        this.copies = copies;
        this.finder = new PathFinder(copies);
        this.target = target;
        this.timeline = timeline;
        this.identities = identities;
        this.walPatience = walPatience;
        this.notes = notes;
    }

    private record PassedOver(BackupMarker backup, String said) {}

    /** A backup to begin with, and a timeline to follow. */
    private record Way(BackupMarker backup, int timeline) {}

    /** Where to stop, and which ways lead there. */
    private record Goal(Stop stop, List<Way> ways) {}

    Optional<RestorePlan> plan() {
        return goal().flatMap(goal -> goal.ways().stream()
                .filter(way -> isOldEnough(goal.stop(), way.backup()))
                .flatMap(way -> plan(goal.stop(), way).stream())
                .findFirst());
    }

    private Optional<Goal> goal() {
        List<Way> ways = ways();
        return switch (target) {
            case RecoveryTarget.Latest latest -> Optional.of(new Goal(new Stop.EndOfWal(), ways));
            case RecoveryTarget.Immediate immediate -> Optional.of(new Goal(new Stop.Consistency(), ways));
            case RecoveryTarget.AtTime at ->
                Optional.of(new Goal(new Stop.Time(at.time(), isOn(at.inclusive())), ways));
            case RecoveryTarget.AtLsn at ->
                Optional.of(new Goal(new Stop.Position(at.lsn(), isOn(at.inclusive()), "as asked for"), ways));
            case RecoveryTarget.AtTransaction at ->
                search(
                        ways,
                        "an end of transaction " + at.xid(),
                        isOn(at.inclusive()),
                        point -> point instanceof PointRecord.TransactionEnd end && end.xid() == (int) at.xid());
            case RecoveryTarget.AtName at ->
                search(
                        ways,
                        "a restore point of this name",
                        true,
                        point -> point instanceof PointRecord.NamedPoint named
                                && named.name().equals(at.name()));
        };
    }

    private static boolean isOn(@Nullable Boolean inclusive) {
        return inclusive == null || inclusive;
    }

    /** The newest timeline comes first, on it the newest backup. */
    private List<Way> ways() {
        List<BackupMarker> backups = copies.backups();
        return switch (timeline) {
            case TargetTimeline.Latest latest -> {
                copies.timelines().stream().findFirst().ifPresent(this::requireWayTo);
                yield copies.timelines().stream()
                        .flatMap(each -> backups.stream().map(backup -> new Way(backup, each)))
                        .toList();
            }
            case TargetTimeline.Current current ->
                backups.stream()
                        .map(backup -> new Way(backup, backup.stopTimeline()))
                        .toList();
            case TargetTimeline.Numbered numbered -> {
                if (!copies.timelines().contains(numbered.number())) {
                    notes.add("there is no timeline " + numbered.text() + "; there are "
                            + copies.timelines().stream()
                                    .map(Integer::toUnsignedString)
                                    .toList());
                }
                yield backups.stream()
                        .map(backup -> new Way(backup, numbered.number()))
                        .toList();
            }
        };
    }

    /** An older timeline is never taken for the newest; what lies before the newest began may be on an older one. */
    private void requireWayTo(int newest) {
        boolean isBackedUp = copies.backups().stream().anyMatch(backup -> backup.stopTimeline() == newest);
        if (isBackedUp || !copies.lacksHistory(newest)) {
            return;
        }
        String lost = "the history of timeline " + Integer.toUnsignedString(newest)
                + ", the newest one, is in no region that can be read, so no backup leads to it";
        if (target instanceof RecoveryTarget.Latest) {
            throw new LifeboatException(
                    ErrorCode.CORRUPT,
                    lost + ": put the file back that the server has in pg_wal, or name the timeline to follow");
        }
        notes.add(lost);
    }

    /**
     * Reads the WAL backwards, from backup to backup, until the point is found: whoever asks for one mostly means a recent one.
     * What is found becomes a position, so that recovery cannot stop at another point of the same name.
     */
    private Optional<Goal> search(List<Way> ways, String wanted, boolean inclusive, Predicate<PointRecord> isWanted) {
        Map<Integer, WalSegment> searchedFrom = new HashMap<>();
        for (Way way : ways) {
            if (!(finder.find(way.backup(), way.timeline()) instanceof PathFinder.Search.Found found)) {
                continue;
            }
            WalSegment before = searchedFrom.get(way.timeline());
            // the first segment of what was searched once more: a record may reach over into it
            List<WalSegment> stretch = found.path().segments().stream()
                    .filter(segment -> before == null || segment.compareTo(before) <= 0)
                    .toList();
            Optional<PointRecord> newest = newest(found.path(), stretch, isWanted);
            if (newest.isPresent()) {
                return Optional.of(new Goal(
                        new Stop.Position(newest.get().lsn(), inclusive, described(newest.get())),
                        ways.stream()
                                .filter(each -> each.timeline() == way.timeline())
                                .toList()));
            }
            if (!stretch.isEmpty()) {
                searchedFrom.put(way.timeline(), stretch.getFirst());
                notes.add("there is not " + wanted + " from " + found.path().start() + " to "
                        + found.path().end() + " on timeline " + Integer.toUnsignedString(way.timeline()));
            }
        }
        return Optional.empty();
    }

    private Optional<PointRecord> newest(WalPath path, List<WalSegment> stretch, Predicate<PointRecord> isWanted) {
        AtomicReference<@Nullable PointRecord> newest = new AtomicReference<>();
        new PointScan(wal(path, copies.regions()), copies.majorVersion()).scan(stretch, path.end(), point -> {
            if (isWanted.test(point)) {
                newest.set(point);
            }
        });
        return Optional.ofNullable(newest.get());
    }

    private static String described(PointRecord point) {
        return switch (point) {
            case PointRecord.TransactionEnd end ->
                "transaction " + Integer.toUnsignedString(end.xid())
                        + (end.committed() ? " committed at " : " aborted at ") + end.at();
            case PointRecord.NamedPoint named ->
                "restore point '" + named.name().replaceAll("\\p{Cntrl}", "?") + "' made at " + named.at();
        };
    }

    private RepositoryWal wal(WalPath path, List<Storage> regions) {
        return new RepositoryWal(path, regions, copies.keys(), identities, walPatience);
    }

    private static boolean isOldEnough(Stop stop, BackupMarker backup) {
        return switch (stop) {
            case Stop.EndOfWal end -> true;
            case Stop.Consistency consistency -> true;
            case Stop.Time at -> !backup.completedAt().isAfter(at.time());
            case Stop.Position at -> !at.lsn().isBefore(backup.stopLsn());
        };
    }

    private Optional<RestorePlan> plan(Stop stop, Way way) {
        return switch (finder.find(way.backup(), way.timeline())) {
            case PathFinder.Search.Elsewhere elsewhere -> Optional.empty();
            case PathFinder.Search.Missing missing -> passOver(way.backup(), missing.what());
            case PathFinder.Search.Found found -> plan(stop, way.backup(), found);
        };
    }

    private Optional<RestorePlan> passOver(BackupMarker backup, String why) {
        String said = "backup " + backup.backup() + ": " + why;
        passedOver.add(new PassedOver(backup, said));
        notes.add(said);
        return Optional.empty();
    }

    private Optional<RestorePlan> plan(Stop stop, BackupMarker backup, PathFinder.Search.Found found) {
        WalPath path = found.path();
        Instant storedAt = finder.newestStoredAt(path);
        boolean reaches = switch (stop) {
            case Stop.EndOfWal end -> true;
            case Stop.Consistency consistency -> true;
            case Stop.Time at -> !at.time().isAfter(storedAt);
            case Stop.Position at -> !path.end().isBefore(at.lsn());
        };
        if (!reaches) {
            return passOver(
                    backup,
                    "its WAL on timeline " + path.timeline() + " ends at " + path.end() + ", stored at " + storedAt);
        }
        try {
            // what it builds on is known when it has been opened; the order in which parts are read, only then
            BackupReader opened = BackupReader.open(copies.regions(), copies.keys(), backup.backup(), identities);
            requireIdentity(stop, opened, path);
            List<Storage> regions = copies.inOrderFor(opened.chain());
            if (regions.isEmpty()) {
                return passOver(backup, "no region can be read any more");
            }
            BackupReader reader = opened.from(regions);
            reader.requireParts();
            List<String> said = new ArrayList<>(notes);
            found.gap().ifPresent(said::add);
            said.addAll(copies.troubles());
            return Optional.of(new RestorePlan(
                    regions.getFirst().region(),
                    backup,
                    reader,
                    wal(path, regions),
                    stop,
                    path.start(),
                    path.end(),
                    expectedAt(stop, backup, path),
                    path.timeline(),
                    storedAt,
                    newerThan(stop, backup),
                    said));
        } catch (LifeboatException e) {
            if (e.code() == ErrorCode.IDENTITY_MISSING) {
                throw e; // whoever asks has the remedy; an older backup would hide it
            }
            return passOver(backup, e.explanation());
        }
    }

    /** When a backup was complete whose marker cannot be read, nobody knows: it could serve whoever wants the newest. */
    private List<String> newerThan(Stop stop, BackupMarker chosen) {
        Stream<String> broken = passedOver.stream()
                .filter(each -> each.backup().completedAt().isAfter(chosen.completedAt()))
                .map(PassedOver::said);
        Stream<String> unreadable =
                stop instanceof Stop.EndOfWal ? copies.unreadableAfter(chosen.backup()).stream() : Stream.empty();
        return Stream.concat(broken, unreadable).distinct().toList();
    }

    /** A time that may be asked for lies behind the backup. */
    private Optional<Lsn> expectedAt(Stop stop, BackupMarker backup, WalPath path) {
        return stop instanceof Stop.Time at
                ? Optional.of(Lsn.max(finder.expectedAt(at.time(), path), backup.stopLsn()))
                : Optional.empty();
    }

    /** Before anything is written: of the chain, and of the WAL up to the target, as far as one knows where that is. */
    private void requireIdentity(Stop stop, BackupReader opened, WalPath path) {
        for (BackupMarker each : opened.chain()) {
            if (each.encoding() == Encoding.ZSTD_AGE) {
                identities.require(each.recipients(), "backup " + each.backup());
            }
        }
        Optional<Lsn> last = switch (stop) {
            case Stop.EndOfWal end -> Optional.of(path.end());
            case Stop.Position at -> Optional.of(at.lsn());
            case Stop.Consistency consistency -> Optional.of(opened.marker().stopLsn());
            case Stop.Time at -> Optional.empty();
        };
        last.ifPresent(lsn -> new WalReader(copies.regions(), copies.keys(), copies.segmentBytes(), identities)
                .requireIdentity(
                        WalSegment.containing(path.timeline(), new Lsn(lsn.value() - 1), copies.segmentBytes())));
    }
}
