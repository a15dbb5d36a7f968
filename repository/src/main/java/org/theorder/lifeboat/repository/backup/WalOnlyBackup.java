package org.theorder.lifeboat.repository.backup;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.IncrementalMethod;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.encryption.Encryption;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.RegionDescription;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.wal.WalSealer;

/**
 * An incremental that is WAL alone: nothing but its commit marker and the seal of the WAL are written. The WAL itself must
 * be durable before.
 */
public final class WalOnlyBackup {
    private WalOnlyBackup() {}

    /**
     * @param parent whose end is this one's start
     * @param stopLsn the WAL up to here is durable wherever this is committed
     * @param startedAt service clock
     * @param encryption how WAL is written now
     * @param seal what vouches for the WAL
     */
    public static BackupMarker marker(
            BackupId backup,
            BackupMarker parent,
            int serverVersion,
            Lsn stopLsn,
            Instant startedAt,
            Instant completedAt,
            Encryption encryption,
            @Nullable SealedWal seal) {
        return new BackupMarker(
                RegionDescription.FORMAT,
                encryption.encoding(),
                encryption.fingerprints(),
                backup,
                parent.cluster(),
                parent.systemIdentifier(),
                BackupKind.INCREMENTAL,
                parent.backup(),
                IncrementalMethod.WAL,
                null,
                serverVersion,
                parent.walSegmentBytes(),
                parent.stopTimeline(),
                parent.stopTimeline(),
                parent.stopLsn(),
                stopLsn,
                startedAt.truncatedTo(ChronoUnit.MILLIS),
                completedAt.truncatedTo(ChronoUnit.MILLIS),
                List.of(),
                0,
                0,
                0,
                0,
                0,
                parent.dataChecksums(),
                parent.manifestChecksums(),
                0,
                null,
                0,
                null,
                seal,
                List.of());
    }

    /**
     * Writes the seal and then the marker into regions; the same bytes in each.
     *
     * @param seal what the marker refers to; null if it does not
     * @return where the backup exists now
     * @throws LifeboatException the first region's error, if none took it
     */
    public static CommittedBackup commit(
            BackupMarker marker, WalSealer.@Nullable Sealed seal, List<Storage> regions, Duration putTimeout) {
        RegionSet set = new RegionSet(marker.backup(), regions, putTimeout);
        if (seal != null) {
            set.put(marker.keys().walSeal(marker.backup()), seal.document().content());
        }
        String key = marker.keys().marker(marker.backup());
        set.put(set.live(), key, Content.of(marker.json()), ErrorCode.RESULT_UNKNOWN);
        set.requireOne();
        List<RegionName> committed = new ArrayList<>();
        for (Storage region : set.live()) {
            committed.add(region.region());
        }
        return new CommittedBackup(marker, committed, set.missing());
    }
}
