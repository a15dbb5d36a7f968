package org.theorder.lifeboat.repository.records;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.json.RepositoryJson;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.layout.Stamp;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.SmallObject;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StoredObject;

/**
 * What one region has written down about a cluster's backups. What is needed to decide stands in the names, so one listing
 * per kind answers; names that are none of ours are passed over.
 */
public final class BackupRecords {
    private final Storage region;
    private final ClusterKeys keys;

    public BackupRecords(Storage region, ClusterKeys keys) {
        this.region = region;
        this.keys = keys;
    }

    /** Backups that are given up: not listed, not copied to or from here, being removed. */
    public Set<BackupId> tombstoned() {
        return tombstones().keySet();
    }

    /** The same, each with the moment since when, by the storage's clock. */
    public Map<BackupId, Instant> tombstones() {
        Map<BackupId, Instant> found = new TreeMap<>();
        try (Stream<StoredObject> objects = region.list(keys.tombstones())) {
            objects.forEach(object -> {
                String name = object.key().substring(keys.tombstones().length());
                if (name.endsWith(".json")) {
                    backup(name.substring(0, name.length() - ".json".length()))
                            .ifPresent(backup -> found.put(backup, object.modifiedAt()));
                }
            });
        }
        return found;
    }

    public boolean isTombstoned(BackupId backup) {
        return region.find(keys.tombstone(backup)).isPresent();
    }

    /** Gives a backup up; given up already is fine. */
    public void bury(Tombstone tombstone) {
        create(keys.tombstone(tombstone.backup()), tombstone);
    }

    public Optional<Tombstone> tombstone(BackupId backup) {
        return read(keys.tombstone(backup), Tombstone.class);
    }

    /** Takes a tombstone away: nothing of the backup was removed, or nothing of it is left anywhere. */
    public void removeTombstone(BackupId backup) {
        region.delete(keys.tombstone(backup));
    }

    /**
     * Leases a backup. After it returns, {@link #isTombstoned} must be asked: retention writes its tombstone first and
     * looks for leases afterwards, so at least one of the two sees the other.
     */
    public void lease(BackupLease lease) {
        create(keys.lease(lease.backup(), lease.until(), lease.holder()), lease);
    }

    /** Ends a lease before its time; absent is fine. */
    public void release(BackupLease lease) {
        region.delete(keys.lease(lease.backup(), lease.until(), lease.holder()));
    }

    /** Leased backups and until when, also those whose lease is over and not yet removed. */
    public Map<BackupId, Instant> leases() {
        return latest(keys.leases());
    }

    /** Removes leases that ended before a moment. */
    public void removeLeasesOver(Instant before) {
        List<String> over;
        try (Stream<StoredObject> objects = region.list(keys.leases())) {
            over = objects.map(StoredObject::key)
                    .filter(key -> Stamp.at(key.substring(key.lastIndexOf('/') + 1))
                            .filter(until -> until.isBefore(before))
                            .isPresent())
                    .toList();
        }
        over.forEach(region::delete);
    }

    public void hold(BackupHold hold) {
        create(keys.hold(hold.backup(), hold.at(), hold.held()), hold);
    }

    /** Backups that somebody wants to be kept. */
    public Set<BackupId> held() {
        Map<BackupId, Boolean> newest = new TreeMap<>();
        each(keys.holds(), (backup, name) -> newest.put(backup, name.endsWith("-held.json")));
        Set<BackupId> held = new HashSet<>();
        newest.forEach((backup, holds) -> {
            if (holds) {
                held.add(backup);
            }
        });
        return held;
    }

    /** Every hold and release of a backup, oldest first. */
    public List<BackupHold> holds(BackupId backup) {
        return documents(keys.holds() + backup + "/", BackupHold.class);
    }

    public void proven(RestoreProof proof) {
        create(keys.proof(proof.backup(), proof.at(), proof.restoreId()), proof);
    }

    /** Backups from which a server was restored and passed its checks, and when last. */
    public Map<BackupId, Instant> proven() {
        return latest(keys.proven());
    }

    public void verified(Verification verification) {
        create(keys.verified(verification.backup(), verification.finishedAt(), verification.passed()), verification);
    }

    /** The newest reading back of each backup: when, and whether it passed. */
    public Map<BackupId, Verified> verified() {
        Map<BackupId, Verified> newest = new TreeMap<>();
        each(
                keys.verified(),
                (backup, name) -> Stamp.at(name)
                        .ifPresent(at -> newest.put(backup, new Verified(at, name.endsWith("-passed.json")))));
        return newest;
    }

    /** When a backup was read back last, and whether it passed. */
    public record Verified(Instant at, boolean passed) {}

    /** Every reading back of a backup, oldest first. */
    public List<Verification> verifications(BackupId backup) {
        return documents(keys.verified() + backup + "/", Verification.class);
    }

    /**
     * What the next reading back reads: the share after the one that was read last, so that all are read in turn. After a
     * reading that did not pass it is everything: as the newest record counts, a sound share would hide the damaged one.
     *
     * @param of how many shares there are
     * @return null for all parts
     */
    public Verification.@Nullable Sample nextSample(BackupId backup, int of) {
        if (of <= 1) {
            return null;
        }
        List<Verification> earlier = verifications(backup);
        if (earlier.isEmpty()) {
            return new Verification.Sample(0, of);
        }
        Verification last = earlier.getLast();
        if (!last.passed()) {
            return null;
        }
        return new Verification.Sample(
                last.sample() == null ? 0 : (last.sample().slot() + 1) % of, of);
    }

    public void locked(ChainLock lock) {
        create(keys.lock(lock.backup(), lock.until()), lock);
    }

    /** Backups whose objects were locked, and until when. */
    public Map<BackupId, Instant> locks() {
        return latest(keys.locks());
    }

    /** Removes all records of a backup that is gone; the tombstone stays. */
    public void forget(BackupId backup) {
        for (String kind : List.of(keys.leases(), keys.holds(), keys.proven(), keys.verified(), keys.locks())) {
            List<String> names;
            try (Stream<StoredObject> objects = region.list(kind + backup + "/")) {
                names = objects.map(StoredObject::key).toList();
            }
            names.forEach(region::delete);
        }
    }

    /** The same record again, perhaps by another replica, is fine. */
    private void create(String key, Object document) {
        try {
            region.create(key, Content.of(RepositoryJson.write(document)));
        } catch (LifeboatException e) {
            if (e.code() != ErrorCode.OBJECT_CONFLICT) {
                throw e;
            }
        }
    }

    private Map<BackupId, Instant> latest(String prefix) {
        Map<BackupId, Instant> latest = new TreeMap<>();
        each(prefix, (backup, name) -> Stamp.at(name).ifPresent(at -> latest.put(backup, at)));
        return latest;
    }

    /** In the order of the names, so the newest of a backup comes last. */
    private void each(String prefix, BiConsumer<BackupId, String> taken) {
        try (Stream<StoredObject> objects = region.list(prefix)) {
            objects.forEach(object -> {
                String name = object.key().substring(prefix.length());
                int slash = name.indexOf('/');
                if (slash > 0) {
                    backup(name.substring(0, slash)).ifPresent(id -> taken.accept(id, name.substring(slash + 1)));
                }
            });
        }
    }

    private <T> List<T> documents(String prefix, Class<T> type) {
        List<String> names;
        try (Stream<StoredObject> objects = region.list(prefix)) {
            names = objects.map(StoredObject::key).toList();
        }
        List<T> found = new ArrayList<>();
        names.forEach(key -> read(key, type).ifPresent(found::add));
        return found;
    }

    private <T> Optional<T> read(String key, Class<T> type) {
        return SmallObject.read(region, key)
                .map(json -> RepositoryJson.read(type, json, key + " in region " + region.region()));
    }

    /** The backup that a folder or name stands for; empty if it is none of ours. */
    public static Optional<BackupId> backup(String name) {
        try {
            return Optional.of(new BackupId(name));
        } catch (LifeboatException none) {
            return Optional.empty();
        }
    }
}
