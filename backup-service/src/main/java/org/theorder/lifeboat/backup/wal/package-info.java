/**
 * WAL, from the primary into every region within about a second: {@link
 * org.theorder.lifeboat.backup.wal.StreamSupervisor} runs one {@code ClusterStreamer} per cluster, which connects
 * ({@code StreamSession}), keeps what comes in a {@code WalWindow}, and has one {@code RegionPump} per region that puts it.
 */
@NullMarked
package org.theorder.lifeboat.backup.wal;

import org.jspecify.annotations.NullMarked;
