package org.theorder.lifeboat.repository.records;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.repository.storage.RegionDescription;

/**
 * {@code tombstones/<backup>.json}: the backup is given up in this region; from now on nobody lists it, copies it or
 * builds on it, and its objects go. It stays until no region has the backup any more, so that none gets it back.
 *
 * @param because for people
 * @param plan name of the plan that decided it, below {@code retention/}
 */
public record Tombstone(int format, BackupId backup, String because, String plan, Instant decidedAt) {
    public Tombstone {
        RegionDescription.checkFormat(format, "a tombstone");
        requireNonNull(backup, "backup");
        requireNonNull(because, "because");
        requireNonNull(plan, "plan");
        requireNonNull(decidedAt, "decidedAt");
    }

    public static Tombstone of(BackupId backup, String because, String plan, Instant now) {
        return new Tombstone(RegionDescription.FORMAT, backup, because, plan, now);
    }
}
