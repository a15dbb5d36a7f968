package org.theorder.lifeboat.repository.retention;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.BackupCatalogue;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.KnownMarkers;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.records.BackupRecords;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StoredObject;
import org.theorder.lifeboat.repository.wal.TimelineHistory;
import org.theorder.lifeboat.repository.wal.WalInventory;
import org.theorder.lifeboat.repository.wal.WalReader;

/** Lists everything of one cluster in one region that retention decides about. About 200 bytes of heap per WAL object. */
public final class RegionSurvey {
    private final Storage region;
    private final ClusterKeys keys;
    private final int segmentBytes;

    public RegionSurvey(Storage region, ClusterKeys keys, int segmentBytes) {
        this.region = region;
        this.keys = keys;
        this.segmentBytes = segmentBytes;
    }

    /** @throws LifeboatException STORE_UNREACHABLE if the region cannot be asked: then nothing is known, and nothing goes */
    public RegionHoldings holdings() {
        return holdings(new KnownMarkers(), Map.of());
    }

    /**
     * @param markers known already, so that they are not read again
     * @param locked locks of backups that are known already, so that the store is not asked for them again
     */
    RegionHoldings holdings(KnownMarkers markers, Map<BackupId, Instant> locked) {
        BackupRecords records = new BackupRecords(region, keys);
        BackupCatalogue catalogue = new ClusterRepository(region, keys).backups(markers);
        List<StoredBackup> backups = backups(catalogue);
        List<String> unreadable = unreadable(catalogue);
        return new RegionHoldings(
                region.region(),
                backups,
                unreadable,
                records.tombstones(),
                folders(backups, unreadable),
                histories(),
                wal(),
                records.leases(),
                records.held(),
                records.proven(),
                records.verified(),
                locks(backups, records, locked));
    }

    /**
     * Backups, histories and WAL, and nothing of what is written down about them: enough for {@link WalOfBackup}.
     *
     * @param markers known already, so that they are not read again
     */
    public RegionHoldings backupsAndWal(KnownMarkers markers) {
        BackupCatalogue catalogue = new ClusterRepository(region, keys).backups(markers);
        return new RegionHoldings(
                region.region(),
                backups(catalogue),
                unreadable(catalogue),
                Map.of(),
                List.of(),
                histories(),
                wal(),
                Map.of(),
                Set.of(),
                Map.of(),
                Map.of(),
                Map.of());
    }

    private static List<StoredBackup> backups(BackupCatalogue catalogue) {
        return catalogue.complete().stream().map(StoredBackup::of).toList();
    }

    private static List<String> unreadable(BackupCatalogue catalogue) {
        return catalogue.damaged().stream().map(BackupCatalogue.Damaged::name).toList();
    }

    private List<RegionHoldings.Folder> folders(List<StoredBackup> backups, List<String> unreadable) {
        Set<String> listed = new HashSet<>(unreadable);
        backups.forEach(backup -> listed.add(backup.id().value()));
        List<String> others;
        try (Stream<String> names = region.folders(keys.backups())) {
            others = names.filter(name -> !listed.contains(name)).toList();
        }
        List<RegionHoldings.Folder> folders = new ArrayList<>();
        for (String name : others) {
            BackupRecords.backup(name).ifPresent(backup -> folder(backup).ifPresent(folders::add));
        }
        return folders;
    }

    private Optional<RegionHoldings.Folder> folder(BackupId backup) {
        try (Stream<StoredObject> objects = region.list(keys.backup(backup))) {
            return objects.map(object -> new RegionHoldings.Folder(backup, 1, object.length(), object.modifiedAt()))
                    .reduce((one, other) -> new RegionHoldings.Folder(
                            backup,
                            one.objects() + other.objects(),
                            one.bytes() + other.bytes(),
                            one.newestAt().isAfter(other.newestAt()) ? one.newestAt() : other.newestAt()));
        }
    }

    /** One that cannot be read counts as missing: then its timeline's WAL stays. */
    private Map<Integer, TimelineHistory> histories() {
        WalReader reader = new WalReader(List.of(region), keys, segmentBytes);
        Map<Integer, TimelineHistory> histories = new HashMap<>();
        for (int timeline : reader.timelines()) {
            try {
                reader.history(timeline).ifPresent(history -> histories.put(timeline, history));
            } catch (LifeboatException e) {
                if (e.code().kind() != ErrorCode.Kind.CORRUPT) {
                    throw e;
                }
            }
        }
        return histories;
    }

    private List<WalItem> wal() {
        try (Stream<WalInventory.Listed> listed = WalInventory.of(region, keys, segmentBytes)) {
            return listed.map(WalItem::of).toList();
        }
    }

    /** What was written down, and what the store itself says of the markers. */
    private Map<BackupId, Instant> locks(
            List<StoredBackup> backups, BackupRecords records, Map<BackupId, Instant> locked) {
        Map<BackupId, Instant> locks = new HashMap<>(records.locks());
        if (region.lock().isPresent()) {
            backups.forEach(backup -> Optional.ofNullable(locked.get(backup.id()))
                    .or(() -> region.lockedUntil(keys.marker(backup.id())))
                    .ifPresent(until ->
                            locks.merge(backup.id(), until, (one, other) -> one.isAfter(other) ? one : other)));
        }
        return locks;
    }

    /** What retention in another region must know of this one. */
    public static OtherRegion seenFromElsewhere(RegionHoldings holdings) {
        Chains chains = new Chains(holdings.backups());
        WalCover cover = new WalCover(holdings.wal());
        Map<Integer, Lsn> newest = new HashMap<>();
        holdings.wal().forEach(item -> newest.merge(item.timeline(), item.to(), Lsn::max));
        return new OtherRegion(
                holdings.region(),
                holdings.backups().stream()
                        .filter(backup -> chains.isWhole(backup)
                                && WalPath.of(backup, chains, holdings.histories())
                                        .filter(cover::covers)
                                        .isPresent())
                        .map(StoredBackup::id)
                        .collect(Collectors.toSet()),
                holdings.backups().stream().map(StoredBackup::id).collect(Collectors.toSet()),
                newest);
    }
}
