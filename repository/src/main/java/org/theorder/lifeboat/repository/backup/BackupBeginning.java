package org.theorder.lifeboat.repository.backup;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.manifest.ChecksumAlgorithm;

/**
 * What is known when the server begins to send.
 *
 * @param id from {@link org.theorder.lifeboat.repository.layout.BackupIds#next}
 * @param keys whose backup it is
 * @param parent the backup that an incremental builds on; null for a full one
 * @param serverVersion {@code server_version_num}, for example 180006
 * @param walSegmentBytes the server's {@code wal_segment_size}
 * @param timeline from BASE_BACKUP's first result set, unsigned
 * @param startLsn from BASE_BACKUP's first result set
 * @param startedAt service clock
 * @param manifestChecksums what was asked for with {@code MANIFEST_CHECKSUMS}; computed while streaming. The manifest
 *     must then use it, or the backup is refused
 * @param dataChecksums whether the server's pages have checksums ({@code data_checksums})
 */
public record BackupBeginning(
        BackupId id,
        ClusterKeys keys,
        BackupKind kind,
        @Nullable BackupId parent,
        int serverVersion,
        int walSegmentBytes,
        int timeline,
        Lsn startLsn,
        Instant startedAt,
        ChecksumAlgorithm manifestChecksums,
        boolean dataChecksums) {}
