package org.theorder.lifeboat.backup.replication;

import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.Lsn;

/**
 * A physical replication slot as READ_REPLICATION_SLOT tells it.
 *
 * @param restartLsn the oldest WAL that the server keeps for it; null if it keeps none (invalidated, or never reserved)
 */
public record SlotState(@Nullable Lsn restartLsn, @Nullable Integer restartTimeline) {}
