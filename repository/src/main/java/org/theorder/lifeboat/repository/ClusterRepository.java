package org.theorder.lifeboat.repository;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.layout.SystemIdentifier;
import org.theorder.lifeboat.repository.records.BackupRecords;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.SmallObject;
import org.theorder.lifeboat.repository.storage.Storage;

/** One cluster in one region: who it is and which backups exist. The truth is the objects; nothing is cached. */
public final class ClusterRepository {
    private final Storage region;
    private final ClusterKeys keys;

    public ClusterRepository(Storage region, ClusterKeys keys) {
        this.region = region;
        this.keys = keys;
    }

    /** The clusters that a region knows, by name. */
    public static List<ClusterName> clusters(Storage region) {
        try (Stream<String> names = region.folders(ClusterKeys.CLUSTERS)) {
            return names.flatMap(name -> valid(() -> new ClusterName(name)).stream())
                    .toList();
        }
    }

    /** Folders that no Lifeboat could have made are no clusters. */
    private static <T> Optional<T> valid(Supplier<T> parsing) {
        try {
            return Optional.of(parsing.get());
        } catch (LifeboatException e) {
            return Optional.empty();
        }
    }

    /**
     * Everything that was registered under a cluster's name, oldest first: the last one is the present server.
     *
     * @throws LifeboatException CORRUPT if a registration cannot be read
     */
    public static List<ClusterRegistration> registrations(Storage region, ClusterName cluster) {
        try (Stream<String> identifiers = region.folders(ClusterKeys.identifiersOf(cluster))) {
            return identifiers
                    .flatMap(identifier -> valid(() -> SystemIdentifier.parse(identifier)).stream())
                    .map(identifier -> new ClusterRepository(region, new ClusterKeys(cluster, identifier)))
                    .flatMap(repository -> repository.registration().stream())
                    .sorted(Comparator.comparing(ClusterRegistration::registeredAt))
                    .toList();
        }
    }

    /**
     * Registers a server under a cluster's name, or finds it registered already.
     *
     * @throws LifeboatException SERVER_CHANGED if another server is registered under this name, or the same one with
     *     another major version or segment size
     */
    public static ClusterRepository register(Storage region, ClusterRegistration registration) {
        ClusterKeys keys = registration.keys();
        List<ClusterRegistration> known = registrations(region, keys.cluster());
        boolean isNew = known.stream().noneMatch(each -> each.keys().equals(keys));
        if (isNew && !known.isEmpty()) {
            throw new LifeboatException(
                    ErrorCode.SERVER_CHANGED,
                    "the server has system identifier " + keys.systemIdentifier() + ", but region " + region.region()
                            + " knows " + keys.cluster() + " as "
                            + known.getLast().systemIdentifier()
                            + ": if it was upgraded or made anew on purpose, register it as the successor; otherwise correct the server's address");
        }
        return registerSuccessor(region, registration);
    }

    /**
     * Registers a server although another one had the name before: after pg_upgrade, or a cluster made anew. The old
     * one's backups stay restorable under its system identifier.
     *
     * @throws LifeboatException SERVER_CHANGED if the same server is registered with another major version or segment size
     */
    public static ClusterRepository registerSuccessor(Storage region, ClusterRegistration registration) {
        ClusterRepository repository = new ClusterRepository(region, registration.keys());
        if (repository.registration().isEmpty()) {
            repository.create(registration);
        }
        ClusterRegistration present = repository.registration().orElse(registration);
        if (!present.sameServer(registration)) {
            throw new LifeboatException(
                    ErrorCode.SERVER_CHANGED,
                    "the server of " + registration.cluster() + " has major version " + registration.majorVersion()
                            + " and WAL segments of " + registration.walSegmentBytes() + " bytes, but region "
                            + region.region() + " knows it with " + present.majorVersion() + " and "
                            + present.walSegmentBytes() + ": nothing is mixed; check which server this is");
        }
        return repository;
    }

    private void create(ClusterRegistration registration) {
        try {
            region.create(keys.registration(), Content.of(registration.json()));
        } catch (LifeboatException e) {
            if (e.code() != ErrorCode.OBJECT_CONFLICT) {
                throw e;
            }
            // registered in this moment by another replica, at another millisecond; compared by the caller
        }
    }

    public ClusterKeys keys() {
        return keys;
    }

    public Storage region() {
        return region;
    }

    /** @throws LifeboatException CORRUPT if it is there and unreadable */
    public Optional<ClusterRegistration> registration() {
        return document(keys.registration()).map(json -> ClusterRegistration.read(json, named(keys.registration())));
    }

    /** The backups that exist here: those with a commit marker and without a tombstone, and nothing else. */
    public BackupCatalogue backups() {
        return backups(new KnownMarkers());
    }

    /** The same; markers that are known are not read again. */
    public BackupCatalogue backups(KnownMarkers known) {
        List<BackupMarker> complete = new ArrayList<>();
        List<BackupCatalogue.Damaged> damaged = new ArrayList<>();
        Set<BackupId> givenUp = records().tombstoned();
        try (Stream<String> folders = region.folders(keys.backups())) {
            folders.forEach(folder -> {
                try {
                    BackupId backup = new BackupId(folder);
                    if (!givenUp.contains(backup)) {
                        known.marker(backup, this::marker).ifPresent(complete::add);
                    }
                } catch (LifeboatException e) {
                    boolean aboutTheMarker = e.code().kind() == ErrorCode.Kind.CORRUPT
                            || e.code().kind() == ErrorCode.Kind.INVALID;
                    if (!aboutTheMarker) {
                        throw e;
                    }
                    damaged.add(new BackupCatalogue.Damaged(folder, e.explanation()));
                }
            });
        }
        known.keepOnly(complete.stream().map(BackupMarker::backup).collect(Collectors.toSet()));
        return new BackupCatalogue(complete, damaged);
    }

    /**
     * A backup's commit marker; empty if the backup does not exist, also if it was begun and never committed, or given up
     * by retention.
     *
     * @throws LifeboatException CORRUPT if it is there and unreadable, or another backup's
     */
    public Optional<BackupMarker> backup(BackupId backup) {
        return records().isTombstoned(backup) ? Optional.empty() : marker(backup);
    }

    /** What is written down about backups here: leases, holds, proofs, verifications, tombstones. */
    public BackupRecords records() {
        return new BackupRecords(region, keys);
    }

    private Optional<BackupMarker> marker(BackupId backup) {
        String key = keys.marker(backup);
        Optional<BackupMarker> marker = document(key).map(json -> BackupMarker.read(json, named(key)));
        if (marker.isPresent()
                && !(marker.get().backup().equals(backup) && marker.get().keys().equals(keys))) {
            throw new LifeboatException(
                    ErrorCode.CORRUPT,
                    named(key) + " is the marker of backup " + marker.get().backup() + " of "
                            + marker.get().keys().cluster());
        }
        return marker;
    }

    private Optional<byte[]> document(String key) {
        return SmallObject.read(region, key);
    }

    private String named(String key) {
        return key + " in region " + region.region();
    }
}
