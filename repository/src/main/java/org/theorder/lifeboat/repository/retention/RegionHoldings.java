package org.theorder.lifeboat.repository.retention;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.records.BackupRecords;
import org.theorder.lifeboat.repository.wal.TimelineHistory;

/**
 * Everything of one cluster in one region that retention decides about: the input of the plan.
 *
 * @param backups listed ones, oldest first
 * @param unreadable names of backups whose marker is there and cannot be read
 * @param tombstones backups that were given up, and when
 * @param folders backups that have objects but are not listed: leftovers, or given up
 * @param histories by timeline, unsigned
 * @param wal ascending by timeline and position
 * @param leases until when a backup is leased
 * @param held backups that somebody wants to be kept
 * @param proven when a server was last restored from a backup
 * @param verified when a backup was last read back, and with what result
 * @param locks until when a backup's objects are locked
 */
public record RegionHoldings(
        RegionName region,
        List<StoredBackup> backups,
        List<String> unreadable,
        Map<BackupId, Instant> tombstones,
        List<Folder> folders,
        Map<Integer, TimelineHistory> histories,
        List<WalItem> wal,
        Map<BackupId, Instant> leases,
        Set<BackupId> held,
        Map<BackupId, Instant> proven,
        Map<BackupId, BackupRecords.Verified> verified,
        Map<BackupId, Instant> locks) {

    /**
     * Objects below a backup's name without a listed backup.
     *
     * @param newestAt when the newest of them was written, by the storage's clock
     */
    public record Folder(BackupId backup, long objects, long bytes, Instant newestAt) {}

    public RegionHoldings {
        backups = List.copyOf(backups);
        unreadable = List.copyOf(unreadable);
        tombstones = Map.copyOf(tombstones);
        folders = List.copyOf(folders);
        histories = Map.copyOf(histories);
        wal = List.copyOf(wal);
        leases = Map.copyOf(leases);
        held = Set.copyOf(held);
        proven = Map.copyOf(proven);
        verified = Map.copyOf(verified);
        locks = Map.copyOf(locks);
    }
}
