package org.theorder.lifeboat.repository.records;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.repository.storage.RegionDescription;

/**
 * {@code holds/<backup>/<at>-held.json} or {@code -released.json}: somebody wants the backup to be kept whatever the
 * settings say, or no longer does. The newest of a backup counts.
 *
 * @param by who asked for it
 */
public record BackupHold(int format, BackupId backup, boolean held, String reason, String by, Instant at) {
    public BackupHold {
        RegionDescription.checkFormat(format, "a hold");
        requireNonNull(backup, "backup");
        requireNonNull(reason, "reason");
        requireNonNull(by, "by");
        requireNonNull(at, "at");
    }

    public static BackupHold of(BackupId backup, boolean held, String reason, String by, Instant at) {
        return new BackupHold(RegionDescription.FORMAT, backup, held, reason, by, at);
    }
}
