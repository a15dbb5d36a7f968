package org.theorder.lifeboat.repository.retention;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.backup.BackupMarker;

/**
 * What retention needs to know of a listed backup.
 *
 * @param ofWal whether it consists of the WAL since its parent, and has no pages of its own
 * @param bytes stored
 */
public record StoredBackup(
        BackupId id,
        BackupKind kind,
        @Nullable BackupId parent,
        boolean ofWal,
        int timeline,
        int stopTimeline,
        Lsn startLsn,
        Lsn stopLsn,
        Instant completedAt,
        long bytes) {

    public static StoredBackup of(BackupMarker marker) {
        return new StoredBackup(
                marker.backup(),
                marker.kind(),
                marker.parent(),
                !marker.hasFiles(),
                marker.timeline(),
                marker.stopTimeline(),
                marker.startLsn(),
                marker.stopLsn(),
                marker.completedAt(),
                marker.storedBytes());
    }
}
