package org.theorder.lifeboat.restore.record;

import java.time.Instant;
import org.theorder.lifeboat.events.Lsn;

/** A WAL record at which recovery can be asked to stop. */
public sealed interface PointRecord {
    /** Where the record begins. */
    Lsn lsn();

    /** By the clock of the server that wrote it. */
    Instant at();

    /**
     * A transaction was committed or aborted.
     *
     * @param xid the lower 32 bits, unsigned: WAL has no more
     */
    record TransactionEnd(Lsn lsn, Instant at, int xid, boolean committed) implements PointRecord {}

    /** Somebody called {@code pg_create_restore_point}. */
    record NamedPoint(Lsn lsn, Instant at, String name) implements PointRecord {}
}
