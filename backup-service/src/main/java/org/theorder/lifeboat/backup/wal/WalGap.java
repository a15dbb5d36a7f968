package org.theorder.lifeboat.backup.wal;

import org.theorder.lifeboat.events.Lsn;

/**
 * WAL that no region has and that the server no longer has.
 *
 * @param from the first missing byte
 * @param to where WAL goes on
 */
public record WalGap(int timeline, Lsn from, Lsn to) {
    /** For people. */
    public String explanation() {
        return "WAL from " + from + " to " + to + " on timeline " + timeline
                + " is missing: the server had removed it before it could be read. Restores from older backups end at "
                + from + "; a full backup closes the gap and has been requested";
    }
}
