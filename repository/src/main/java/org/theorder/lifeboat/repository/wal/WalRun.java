package org.theorder.lifeboat.repository.wal;

import org.theorder.lifeboat.events.Lsn;

/** A stretch of WAL that is there: from, up to and not including. */
public record WalRun(Lsn from, Lsn to) {
    /** Whether the byte at a position is in it. */
    public boolean holds(Lsn position) {
        return !position.isBefore(from) && position.isBefore(to);
    }
}
