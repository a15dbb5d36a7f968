package org.theorder.lifeboat.repository.records;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.repository.storage.RegionDescription;

/**
 * {@code locks/<backup>/<until>.json}: every object of the backup was locked until then by the store's object lock. The
 * latest of a backup counts.
 */
public record ChainLock(int format, BackupId backup, Instant until, Instant appliedAt, long objects) {
    public ChainLock {
        RegionDescription.checkFormat(format, "a lock");
        requireNonNull(backup, "backup");
        requireNonNull(until, "until");
        requireNonNull(appliedAt, "appliedAt");
    }

    public static ChainLock of(BackupId backup, Instant until, Instant now, long objects) {
        return new ChainLock(RegionDescription.FORMAT, backup, until, now, objects);
    }
}
