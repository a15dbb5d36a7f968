package org.theorder.lifeboat.backup.copy;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.backup.BackupMarker;

/**
 * A backup that a region lacks.
 *
 * @param from a region that has it
 */
record Lack(BackupMarker marker, RegionName from) {
    /** The newest chain first, because it protects most; in it the parents first. Each backup once. */
    static List<Lack> inOrder(List<Lack> lacking) {
        Map<BackupId, Lack> byId = new HashMap<>();
        lacking.forEach(lack -> byId.putIfAbsent(lack.marker().backup(), lack));
        Map<BackupId, BackupId> roots = new HashMap<>();
        byId.values().forEach(lack -> roots.put(lack.marker().backup(), root(lack, byId)));
        Comparator<Lack> newestChain = Comparator.comparing(
                        (Lack lack) -> roots.get(lack.marker().backup()))
                .reversed();
        return byId.values().stream()
                .sorted(newestChain.thenComparing(lack -> lack.marker().backup()))
                .toList();
    }

    private static BackupId root(Lack lack, Map<BackupId, Lack> byId) {
        BackupId root = lack.marker().backup();
        BackupId parent = lack.marker().parent();
        // a chain is not longer than what is lacking; a circle cannot be, but must not hang us
        for (int steps = 0; parent != null && steps <= byId.size(); steps++) {
            root = parent;
            Lack known = byId.get(parent);
            parent = known == null ? null : known.marker().parent();
        }
        return root;
    }
}
