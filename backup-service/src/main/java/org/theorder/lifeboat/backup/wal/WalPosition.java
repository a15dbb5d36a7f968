package org.theorder.lifeboat.backup.wal;

import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.wal.WalSegment;

/** A place in the WAL of a cluster that may have changed timelines; a later timeline comes after an earlier one. */
public record WalPosition(int timeline, Lsn lsn) implements Comparable<WalPosition> {
    @Override
    public int compareTo(WalPosition other) {
        return timeline != other.timeline
                ? Integer.compareUnsigned(timeline, other.timeline)
                : lsn.compareTo(other.lsn);
    }

    boolean isBefore(WalPosition other) {
        return compareTo(other) < 0;
    }

    /** The start of the segment that it lies in. */
    WalPosition segmentStart(int segmentBytes) {
        return new WalPosition(
                timeline, WalSegment.containing(timeline, lsn, segmentBytes).start());
    }

    @Override
    public String toString() {
        return lsn + " on timeline " + timeline;
    }
}
