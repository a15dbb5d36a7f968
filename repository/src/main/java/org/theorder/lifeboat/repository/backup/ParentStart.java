package org.theorder.lifeboat.repository.backup;

import static java.util.Objects.requireNonNull;

import org.theorder.lifeboat.events.Lsn;

/**
 * Where the backup began that an incremental builds on, as the server wrote it into the incremental's backup_label. It must
 * be the parent's own start, exactly: what changed before it is not in the incremental.
 *
 * @param timeline unsigned
 */
public record ParentStart(int timeline, Lsn lsn) {
    public ParentStart {
        requireNonNull(lsn, "lsn");
    }

    /** Whether this is the start of that backup. */
    public boolean isStartOf(BackupMarker parent) {
        return timeline == parent.timeline() && lsn.equals(parent.startLsn());
    }

    @Override
    public String toString() {
        return lsn + " on timeline " + Integer.toUnsignedString(timeline);
    }
}
