package org.theorder.lifeboat.repository.retention;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.records.BackupRecords;
import org.theorder.lifeboat.repository.records.Tombstone;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StoredObject;

/**
 * Removes objects so that it can end at any step: a backup is given up first (from then on nobody lists it), then its
 * marker goes (nor do people who look by hand), then everything else, its records last.
 */
final class Removal {
    private final Storage region;
    private final ClusterKeys keys;
    private final BackupRecords records;
    private final Clock clock;
    private final List<RetentionOutcome.Refused> refused = new ArrayList<>();
    private long bytes;

    Removal(Storage region, ClusterKeys keys, Clock clock) {
        this.region = region;
        this.keys = keys;
        this.records = new BackupRecords(region, keys);
        this.clock = clock;
    }

    /** Stored bytes that are gone. */
    long bytes() {
        return bytes;
    }

    List<RetentionOutcome.Refused> refused() {
        return refused;
    }

    /** Gives a listed backup up and removes it; false if it must stay, and then it is listed as before. */
    boolean backup(BackupId backup, String because, String plan) {
        if (isNeeded(backup)) {
            return false;
        }
        records.bury(Tombstone.of(backup, because, plan, clock.instant()));
        return givenUp(backup);
    }

    /** Goes on with a backup that was given up; false if it was found to be needed and is listed again. */
    boolean givenUp(BackupId backup) {
        if (region.find(keys.marker(backup)).isPresent()) {
            if (isNeeded(backup) || !object(keys.marker(backup))) {
                records.removeTombstone(backup);
                return false;
            }
        }
        if (folder(backup)) {
            records.forget(backup);
        }
        return true;
    }

    /** Somebody has leased it or wants it to be kept, after the plan was made. */
    private boolean isNeeded(BackupId backup) {
        Instant until = records.leases().get(backup);
        if (until != null && until.isAfter(clock.instant())) {
            refused.add(new RetentionOutcome.Refused(backup.value(), "it is leased until " + until));
            return true;
        }
        if (records.held().contains(backup)) {
            refused.add(new RetentionOutcome.Refused(backup.value(), "it is held"));
            return true;
        }
        return false;
    }

    /** Removes leftovers below a backup's name, if it still is none. */
    boolean leftover(BackupId backup) {
        return region.find(keys.marker(backup)).isEmpty() && !isNeeded(backup) && folder(backup);
    }

    /** Removes everything below a backup's name, the marker first; true if nothing was refused. */
    private boolean folder(BackupId backup) {
        List<StoredObject> objects;
        try (Stream<StoredObject> listed = region.list(keys.backup(backup))) {
            objects = listed.toList();
        }
        boolean all = true;
        for (StoredObject object : objects) {
            all &= object(object.key(), object.length());
        }
        return all;
    }

    private boolean object(String key) {
        return object(key, region.find(key).map(StoredObject::length).orElse(0L));
    }

    /** True if the object is gone. */
    boolean object(String key, long length) {
        requireNotInterrupted();
        try {
            region.delete(key);
            bytes += length;
            return true;
        } catch (LifeboatException e) {
            if (e.code() != ErrorCode.OBJECT_LOCKED) {
                throw e;
            }
            refused.add(new RetentionOutcome.Refused(key, e.explanation()));
            return false;
        }
    }

    /** Whoever lost the lease must stop deleting. */
    private static void requireNotInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw new LifeboatException(ErrorCode.TIMED_OUT, "retention was interrupted and goes on at the next run");
        }
    }
}
