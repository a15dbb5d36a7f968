package org.theorder.lifeboat.backup.wal;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.ProtectionReported.Fault;
import org.theorder.lifeboat.events.RegionName;

/**
 * Regions that hold other WAL under a name than the server sent. Nothing is ever overwritten, so what lies there may lead
 * to another past; only a full backup behind it makes the region trustworthy again.
 */
final class WalConflicts {
    private record Conflict(Lsn upTo, String explanation) {}

    private final Map<RegionName, Conflict> conflicts = new ConcurrentHashMap<>();

    void found(RegionName region, Lsn upTo, String explanation) {
        conflicts.merge(
                region,
                new Conflict(upTo, explanation),
                (one, other) -> one.upTo().isBefore(other.upTo()) ? other : one);
    }

    /** The newest full backup of a region begins here. */
    void closed(RegionName region, Lsn backupFrom) {
        conflicts.computeIfPresent(region, (name, conflict) -> backupFrom.isBefore(conflict.upTo()) ? conflict : null);
    }

    List<Fault> faults() {
        return conflicts.entrySet().stream()
                .map(each -> new Fault(
                        ErrorCode.OBJECT_CONFLICT,
                        each.getKey(),
                        each.getValue().explanation()
                                + ". Nothing was overwritten; find out which server wrote it, then take a full backup,"
                                + " which makes the region complete again"))
                .toList();
    }
}
