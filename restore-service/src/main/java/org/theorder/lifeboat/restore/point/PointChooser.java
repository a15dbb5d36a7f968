package org.theorder.lifeboat.restore.point;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RecoveryTarget;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.ClusterRegistration;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.encryption.Encoding;
import org.theorder.lifeboat.repository.encryption.Identities;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.restore.BackupReader;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.wal.WalReader;
import org.theorder.lifeboat.repository.wal.WalSegment;

/**
 * Chooses region, backup, timeline and WAL for a target, and sees that all of it is there; only reads. The newest timeline
 * comes first, on it the newest backup that is old enough; what is damaged or incomplete is passed over and said.
 */
public final class PointChooser {
    private final Regions regions;
    private final Identities identities;
    private final Duration walPatience;

    /**
     * @param identities with which encrypted backups and WAL are read
     * @param walPatience how long WAL that cannot be read right now is tried again during recovery */
    public PointChooser(Regions regions, Identities identities, Duration walPatience) {
        this.regions = regions;
        this.identities = identities;
        this.walPatience = walPatience;
    }

    /**
     * @param asked read this region only; empty for all
     * @throws LifeboatException IDENTITY_MISSING if no identity fits; TARGET_UNREACHABLE saying what is possible, NOT_FOUND if the cluster has no backup,
     *     STORE_UNREACHABLE if no region can be read
     */
    public RestorePlan choose(ClusterName cluster, RecoveryTarget target, Optional<RegionName> asked) {
        List<String> notes = new ArrayList<>();
        List<Storage> reachable = reachable(asked, notes);
        List<Copies> copies = copies(cluster, reachable, notes);
        // the present server; only for a time that was before it, a predecessor under the same name
        List<Copies> candidates = target instanceof RecoveryTarget.AtTime ? copies : copies.subList(0, 1);
        for (Copies each : candidates) {
            Optional<RestorePlan> plan = new Attempt(each, target, identities, walPatience, notes).plan();
            if (plan.isPresent()) {
                return plan.get();
            }
        }
        throw refusal(cluster, target, copies, notes);
    }

    private List<Storage> reachable(Optional<RegionName> asked, List<String> notes) {
        List<Storage> reachable = new ArrayList<>();
        for (Regions.Look look : regions.look(asked)) {
            switch (look) {
                case Regions.Look.Reachable there -> reachable.add(there.storage());
                case Regions.Look.Unreachable gone -> notes.add("region " + gone.region() + ": " + gone.reason());
            }
        }
        if (reachable.isEmpty()) {
            throw new LifeboatException(
                    ErrorCode.STORE_UNREACHABLE,
                    notes.isEmpty()
                            ? "no region is configured: set lifeboat.regions.<name>.url"
                            : "no region can be read: " + String.join("; ", notes));
        }
        return reachable;
    }

    /** One per server that had this name, the present one first. */
    private static List<Copies> copies(ClusterName cluster, List<Storage> reachable, List<String> notes) {
        Map<ClusterKeys, ClusterRegistration> registrations = new LinkedHashMap<>();
        List<Storage> readable = new ArrayList<>();
        for (Storage region : reachable) {
            try {
                ClusterRepository.registrations(region, cluster)
                        .forEach(each -> registrations.putIfAbsent(each.keys(), each));
                readable.add(region);
            } catch (LifeboatException e) {
                notes.add("region " + region.region() + ": " + e.explanation());
            }
        }
        if (registrations.isEmpty()) {
            throw new LifeboatException(
                    ErrorCode.NOT_FOUND,
                    String.join(
                            "; ",
                            Stream.concat(
                                            Stream.of("there is nothing of a cluster named " + cluster + " in "
                                                    + reachable.stream()
                                                            .map(Storage::region)
                                                            .toList()),
                                            notes.stream())
                                    .toList()));
        }
        return registrations.values().stream()
                .sorted(Comparator.comparing(ClusterRegistration::registeredAt).reversed())
                .map(each -> new Copies(each, readable))
                .toList();
    }

    private static LifeboatException refusal(
            ClusterName cluster, RecoveryTarget target, List<Copies> copies, List<String> notes) {
        boolean anyBackup = copies.stream().anyMatch(each -> !each.backups().isEmpty());
        List<String> sentences = new ArrayList<>();
        sentences.add(
                anyBackup
                        ? cluster + " cannot be restored to " + described(target)
                        : cluster + " has no complete backup that this release can restore");
        copies.forEach(each -> Window.of(each).ifPresent(window -> sentences.add(window.sentence())));
        sentences.addAll(notes);
        copies.forEach(each -> sentences.addAll(each.troubles()));
        return new LifeboatException(
                anyBackup ? ErrorCode.TARGET_UNREACHABLE : ErrorCode.NOT_FOUND,
                String.join("; ", sentences.stream().distinct().toList()));
    }

    private static String described(RecoveryTarget target) {
        return switch (target) {
            case RecoveryTarget.Latest latest -> "the end of its WAL";
            case RecoveryTarget.AtTime at -> "the time " + at.time();
            case RecoveryTarget.AtLsn at -> "the WAL position " + at.lsn();
            case RecoveryTarget.Immediate immediate -> "the end of a base backup";
        };
    }

    /** One search over the copies of one server. */
    private record Attempt(
            Copies copies, RecoveryTarget target, Identities identities, Duration walPatience, List<String> notes) {
        Optional<RestorePlan> plan() {
            PathFinder finder = new PathFinder(copies);
            List<BackupMarker> backups =
                    copies.backups().stream().filter(this::isOldEnough).toList();
            for (int timeline : copies.timelines()) {
                for (BackupMarker backup : backups) {
                    Optional<RestorePlan> plan = switch (finder.find(backup, timeline)) {
                        case PathFinder.Search.Elsewhere elsewhere -> Optional.empty();
                        case PathFinder.Search.Missing missing -> passOver(backup, missing.what());
                        case PathFinder.Search.Found found -> plan(finder, backup, found);
                    };
                    if (plan.isPresent()) {
                        return plan;
                    }
                }
            }
            return Optional.empty();
        }

        private boolean isOldEnough(BackupMarker backup) {
            return switch (target) {
                case RecoveryTarget.Latest latest -> true;
                case RecoveryTarget.Immediate immediate -> true;
                case RecoveryTarget.AtTime at -> !backup.completedAt().isAfter(at.time());
                case RecoveryTarget.AtLsn at -> !at.lsn().isBefore(backup.stopLsn());
            };
        }

        /** Before anything is written: of the chain, and of the WAL up to the target, as far as one knows where that is. */
        private void requireIdentity(BackupReader opened, WalPath path) {
            for (BackupMarker each : opened.chain()) {
                if (each.encoding() == Encoding.ZSTD_AGE) {
                    identities.require(each.recipients(), "backup " + each.backup());
                }
            }
            Optional<Lsn> last = switch (target) {
                case RecoveryTarget.Latest latest -> Optional.of(path.end());
                case RecoveryTarget.AtLsn at -> Optional.of(at.lsn());
                case RecoveryTarget.Immediate immediate ->
                    Optional.of(opened.marker().stopLsn());
                case RecoveryTarget.AtTime at -> Optional.empty();
            };
            last.ifPresent(lsn -> new WalReader(copies.regions(), copies.keys(), copies.segmentBytes(), identities)
                    .requireIdentity(
                            WalSegment.containing(path.timeline(), new Lsn(lsn.value() - 1), copies.segmentBytes())));
        }

        private Optional<RestorePlan> passOver(BackupMarker backup, String why) {
            notes.add("backup " + backup.backup() + ": " + why);
            return Optional.empty();
        }

        private Optional<RestorePlan> plan(PathFinder finder, BackupMarker backup, PathFinder.Search.Found found) {
            WalPath path = found.path();
            Instant storedAt = finder.newestStoredAt(path);
            boolean reaches = switch (target) {
                case RecoveryTarget.Latest latest -> true;
                case RecoveryTarget.Immediate immediate -> true;
                case RecoveryTarget.AtTime at -> !at.time().isAfter(storedAt);
                case RecoveryTarget.AtLsn at -> !path.end().isBefore(at.lsn());
            };
            if (!reaches) {
                return passOver(
                        backup,
                        "its WAL on timeline " + path.timeline() + " ends at " + path.end() + ", stored at "
                                + storedAt);
            }
            try {
                // what it builds on is known when it has been opened; the order in which parts are read, only then
                BackupReader opened = BackupReader.open(copies.regions(), copies.keys(), backup.backup(), identities);
                requireIdentity(opened, path);
                List<Storage> regions = copies.inOrderFor(opened.chain());
                if (regions.isEmpty()) {
                    return passOver(backup, "no region can be read any more");
                }
                BackupReader reader = opened.from(regions);
                reader.requireParts();
                found.gap().ifPresent(notes::add);
                notes.addAll(copies.troubles());
                return Optional.of(new RestorePlan(
                        regions.getFirst().region(),
                        backup,
                        reader,
                        new RepositoryWal(path, regions, copies.keys(), identities, walPatience),
                        target,
                        path.start(),
                        path.end(),
                        path.timeline(),
                        storedAt,
                        List.copyOf(notes)));
            } catch (LifeboatException e) {
                if (e.code() == ErrorCode.IDENTITY_MISSING) {
                    throw e; // whoever asks has the remedy; an older backup would hide it
                }
                return passOver(backup, e.explanation());
            }
        }
    }
}
