package org.theorder.lifeboat.backup.catalogue;

import java.util.List;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.backup.BackupMarker;

/**
 * A stretch of WAL that was found whole in a region, so that it need not be listed again: over several timelines, from
 * the start of a backup on.
 *
 * @param timelines the timelines that it goes over, in order; the last one holds {@code upTo}
 * @param from where it begins, on the first of them
 * @param upTo every byte before it is there
 */
public record ProvenWal(List<Integer> timelines, Lsn from, Lsn upTo) {
    public ProvenWal {
        timelines = List.copyOf(timelines);
    }

    int timeline() {
        return timelines.getLast();
    }

    /** Whether everything that a backup needs up to here lies in it. */
    boolean holds(BackupMarker backup) {
        boolean onLast = backup.timeline() == timeline();
        boolean onFirst = timelines.contains(backup.timeline());
        return (onLast || onFirst) && !backup.startLsn().isBefore(from) && !upTo.isBefore(backup.startLsn());
    }
}
