package org.theorder.lifeboat.repository.restore;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.storage.Storage;

/** Says that a chain is broken, where, and what is there instead. */
record ChainBreak(List<Storage> regions, ClusterKeys keys, BackupId newest) {
    /**
     * @param which the backup of the chain that cannot be used
     * @param how continues the sentence after its name
     */
    LifeboatException at(BackupId which, String how, @Nullable LifeboatException cause) {
        return new LifeboatException(
                ErrorCode.CHAIN_BROKEN,
                "backup " + newest + " cannot be restored: it builds on " + which + ", " + how + "; " + instead(which),
                cause);
    }

    private String instead(BackupId broken) {
        Map<BackupId, BackupMarker> known = new HashMap<>();
        for (Storage region : regions) {
            try {
                new ClusterRepository(region, keys)
                        .backups()
                        .complete()
                        .forEach(marker -> known.putIfAbsent(marker.backup(), marker));
            } catch (LifeboatException e) {
                // the others know what is left; this region has been complained about already
            }
        }
        return known.values().stream()
                .filter(BackupMarker::hasFiles)
                .filter(marker -> isWhole(marker, broken, known))
                .max(Comparator.comparing(BackupMarker::startedAt))
                .map(marker -> "the newest that does not need it is " + marker.backup() + ", completed "
                        + marker.completedAt() + "; WAL leads on from there")
                .orElse("there is no other backup of " + keys.cluster() + " in these regions");
    }

    private static boolean isWhole(BackupMarker marker, BackupId broken, Map<BackupId, BackupMarker> known) {
        BackupMarker each = marker;
        for (int links = 0; links <= known.size(); links++) {
            if (each == null || each.backup().equals(broken)) {
                return false;
            }
            if (each.parent() == null) {
                return true;
            }
            each = known.get(each.parent());
        }
        return false;
    }
}
