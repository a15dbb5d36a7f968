package org.theorder.lifeboat.repository.wal;

import org.theorder.lifeboat.events.Lsn;

/** A stretch of WAL that is there: from, up to and not including. */
record WalRun(Lsn from, Lsn to) {}
