package org.theorder.lifeboat.repository.retention;

import java.util.Map;
import java.util.Set;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RegionName;

/**
 * What another region of the cluster has, as far as retention here must know.
 *
 * @param restorable backups that can be restored from there
 * @param listed all backups that are listed there
 * @param newestWal end of the newest WAL by timeline (unsigned)
 */
public record OtherRegion(
        RegionName region, Set<BackupId> restorable, Set<BackupId> listed, Map<Integer, Lsn> newestWal) {
    public OtherRegion {
        restorable = Set.copyOf(restorable);
        listed = Set.copyOf(listed);
        newestWal = Map.copyOf(newestWal);
    }
}
