package org.theorder.lifeboat.backup.wal;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.repository.layout.ClusterKeys;

/**
 * Where the WAL of a cluster comes from at present.
 *
 * @param keys where it goes
 * @param window what streams; null until the first connection
 * @param lineage the server's timelines; null until the first connection
 * @param histories the history file of each timeline of the lineage but the first
 */
record WalSource(
        ClusterKeys keys,
        int segmentBytes,
        @Nullable WalWindow window,
        @Nullable Lineage lineage,
        Map<Integer, byte[]> histories) {}
