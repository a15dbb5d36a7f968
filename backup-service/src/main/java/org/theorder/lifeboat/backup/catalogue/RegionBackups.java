package org.theorder.lifeboat.backup.catalogue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ProtectionReported.Fault;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.BackupCatalogue;
import org.theorder.lifeboat.repository.backup.BackupMarker;

/**
 * The backups of one cluster in one region, as that region answered.
 *
 * @param backups complete ones, oldest first
 * @param damaged markers that are there and cannot be read
 * @param trouble why the region could not answer, or what is missing to restore its newest backup up to now; null while
 *     all is well
 * @param restorable whether everything between the newest backup and the newest WAL is there
 * @param faults the same as typed reasons: WAL_GAP, CHAIN_BROKEN, CORRUPT, REGION_BEHIND
 * @param missing the first WAL that is missing behind the newest backup; null if none is
 * @param failed backups that did not pass when they were last read back there
 * @param newestVerifiedAt when the newest backup that passed its last reading back was complete; null if none has
 */
public record RegionBackups(
        RegionName region,
        List<BackupMarker> backups,
        List<BackupCatalogue.Damaged> damaged,
        @Nullable String trouble,
        boolean restorable,
        List<Fault> faults,
        @Nullable MissingWal missing,
        Set<BackupId> failed,
        @Nullable Instant newestVerifiedAt) {
    public RegionBackups {
        backups = List.copyOf(backups);
        damaged = List.copyOf(damaged);
        faults = List.copyOf(faults);
        failed = Set.copyOf(failed);
    }

    /** Whether it answered. */
    public boolean isKnown() {
        return !(backups.isEmpty() && damaged.isEmpty() && trouble != null);
    }

    RegionBackups with(List<Fault> found) {
        return new RegionBackups(
                region, backups, damaged, trouble, restorable, found, missing, failed, newestVerifiedAt);
    }

    /** Whether all of these are complete there. */
    boolean holds(List<BackupId> chain) {
        return backups.stream()
                .map(BackupMarker::backup)
                .collect(Collectors.toSet())
                .containsAll(chain);
    }

    public Optional<BackupMarker> newestFull() {
        return backups.reversed().stream()
                .filter(backup -> backup.kind() == BackupKind.FULL)
                .findFirst();
    }

    /** Whether the region could not be asked, so that its having no backups means nothing. */
    public boolean saysNothing() {
        return backups.isEmpty() && damaged.isEmpty() && trouble != null;
    }

    public Optional<BackupMarker> newest() {
        return backups.isEmpty() ? Optional.empty() : Optional.of(backups.getLast());
    }
}
