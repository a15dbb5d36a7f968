package org.theorder.lifeboat.repository;

import java.util.List;
import java.util.Optional;
import org.theorder.lifeboat.repository.backup.BackupMarker;

/**
 * The backups of a cluster in one region.
 *
 * @param complete those with a readable commit marker, oldest first
 * @param damaged those whose marker is there and cannot be read; to be reported, never ignored
 */
public record BackupCatalogue(List<BackupMarker> complete, List<Damaged> damaged) {
    /**
     * @param name the backup's folder
     * @param reason for people
     */
    public record Damaged(String name, String reason) {}

    public BackupCatalogue {
        complete = List.copyOf(complete);
        damaged = List.copyOf(damaged);
    }

    public Optional<BackupMarker> newest() {
        return complete.isEmpty() ? Optional.empty() : Optional.of(complete.getLast());
    }
}
