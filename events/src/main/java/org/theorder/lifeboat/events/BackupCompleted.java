package org.theorder.lifeboat.events;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A backup and all WAL that it needs to be consistent are durable in {@code regions}.
 *
 * @param parent the backup that an incremental builds on; null for a full one
 * @param systemIdentifier PostgreSQL's 64-bit identifier of the cluster, unsigned decimal
 * @param serverVersion {@code server_version_num}, for example 180006
 * @param timeline the timeline at the start of the backup
 * @param startLsn where replay of this backup starts
 * @param stopLsn where it is consistent
 * @param startedAt when the backup began (service clock)
 * @param completedAt when the commit marker was written
 * @param sizeBytes size of the data directory as streamed
 * @param storedBytes bytes in one region after compression
 * @param files number of files in the backup
 * @param regions where it is complete
 * @param missingRegions where it should be and is not; to be caught up
 * @param requestedKind what was asked for; null in events of older releases
 * @param method how an incremental holds what changed; null for a full one
 * @param fullBecause why it is a full one although an incremental was asked for; null otherwise
 * @param fullBecauseMessage the same for people
 * @param durationMillis from the start of the attempt to the commit marker
 * @param encoding how the stored bytes are encoded, for example {@code zstd}
 */
public record BackupCompleted(
        BackupId backupId,
        ClusterName cluster,
        BackupKind kind,
        @Nullable BackupId parent,
        String systemIdentifier,
        int serverVersion,
        int timeline,
        Lsn startLsn,
        Lsn stopLsn,
        Instant startedAt,
        Instant completedAt,
        long sizeBytes,
        long storedBytes,
        long files,
        List<RegionName> regions,
        List<RegionName> missingRegions,
        @Nullable BackupKind requestedKind,
        @Nullable IncrementalMethod method,
        @Nullable ErrorCode fullBecause,
        @Nullable String fullBecauseMessage,
        @Nullable Long durationMillis,
        @Nullable String encoding) {}
