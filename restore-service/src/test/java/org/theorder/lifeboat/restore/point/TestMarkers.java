package org.theorder.lifeboat.restore.point;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.backup.Archive;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.encryption.Encoding;
import org.theorder.lifeboat.repository.layout.BackupIds;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.manifest.ChecksumAlgorithm;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.Storage;

/** Commit markers of backups that consist of nothing else. */
public final class TestMarkers {
    private TestMarkers() {}

    public static BackupId full(
            Storage region, ClusterKeys keys, int timeline, Lsn start, Lsn stop, Instant completed) {
        BackupId id = BackupIds.next(completed.minusSeconds(60), BackupKind.FULL, Optional.empty());
        BackupMarker marker = new BackupMarker(
                1,
                Encoding.ZSTD,
                List.of(),
                id,
                keys.cluster(),
                keys.systemIdentifier(),
                BackupKind.FULL,
                null,
                null,
                null,
                180_006,
                16 << 20,
                timeline,
                timeline,
                start,
                stop,
                completed.minusSeconds(60),
                completed,
                List.of(Archive.base()),
                1,
                1,
                1,
                1,
                1,
                true,
                ChecksumAlgorithm.CRC32C,
                1,
                "0".repeat(64),
                1,
                "0".repeat(64),
                null,
                List.of());
        region.create(keys.marker(id), Content.of(marker.json()), null);
        return id;
    }
}
