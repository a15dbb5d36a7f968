package org.theorder.lifeboat.backup.catalogue;

import org.theorder.lifeboat.events.Lsn;

/**
 * WAL that a region lacks although it has later one.
 *
 * @param from the first missing byte
 * @param to where it goes on; equal to {@code from} if the history file of the timeline is what is missing
 */
public record MissingWal(int timeline, Lsn from, Lsn to) {
    static MissingWal history(int timeline) {
        return new MissingWal(timeline, Lsn.ZERO, Lsn.ZERO);
    }

    /** Whether the timeline's history file is what is missing. */
    public boolean isHistory() {
        return from.equals(to);
    }

    /** For people. */
    public String explanation() {
        return isHistory()
                ? "%08X.history is missing there: nobody can replay onto timeline %d from this region"
                        .formatted(timeline, timeline)
                : "WAL from " + from + " to " + to + " on timeline " + timeline
                        + " is missing there: restores from this region end at " + from
                        + " until its next full backup";
    }
}
