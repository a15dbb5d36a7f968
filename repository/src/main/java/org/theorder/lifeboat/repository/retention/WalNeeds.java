package org.theorder.lifeboat.repository.retention;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.wal.TimelineHistory;

/** Which WAL the backups that stay need. */
final class WalNeeds {
    /** From where on everything stays, by timeline. */
    private final Map<Integer, Lsn> windows = new HashMap<>();

    private final List<WalPath.Leg> legs = new ArrayList<>();
    private final Map<Integer, TimelineHistory> histories;
    private final List<OtherRegion> others;
    private final Set<Integer> timelinesOfBackups = new HashSet<>();
    private int newestTimeline;

    /** @param kept all backups that stay: with all WAL behind them (true), or with what makes them consistent (false) */
    WalNeeds(Map<StoredBackup, Boolean> kept, Chains chains, RegionHoldings here, List<OtherRegion> others) {
        this.histories = here.histories();
        this.others = others;
        kept.forEach((backup, window) -> {
            timelinesOfBackups.add(backup.timeline());
            if (Integer.compareUnsigned(backup.stopTimeline(), newestTimeline) > 0) {
                newestTimeline = backup.stopTimeline();
            }
            if (window) {
                windows.merge(backup.timeline(), backup.startLsn(), Lsn::min);
            }
            WalPath.of(backup, chains, histories).ifPresentOrElse(legs::addAll, () -> {
                // nobody can say what it needs, so everything behind its start stays
                windows.merge(backup.timeline(), backup.startLsn(), Lsn::min);
                windows.merge(backup.stopTimeline(), Lsn.ZERO, Lsn::min);
            });
        });
    }

    /** Why an object stays, or that it is not needed. */
    Reason reason(WalItem item) {
        if (timelinesOfBackups.isEmpty()) {
            return Reason.NO_BACKUP;
        }
        if (isReached(item) || legs.stream().anyMatch(leg -> leg.touches(item))) {
            return Reason.NEEDED_BY_BACKUP;
        }
        boolean newerThanBackups = Integer.compareUnsigned(item.timeline(), newestTimeline) > 0;
        if (newerThanBackups) {
            return Reason.NO_BACKUP;
        }
        boolean known = item.timeline() == 1
                || histories.containsKey(item.timeline())
                || timelinesOfBackups.contains(item.timeline());
        if (!known) {
            return Reason.HISTORY_MISSING;
        }
        return others.stream().anyMatch(other -> lacks(other, item)) ? Reason.REGION_BEHIND : Reason.NOT_NEEDED;
    }

    /** Whether the object can be replayed behind the start of a window, on its timeline or one that came of it. */
    private boolean isReached(WalItem item) {
        Lsn from = windows.get(item.timeline());
        if (from != null && from.isBefore(item.to())) {
            return true;
        }
        TimelineHistory history = histories.get(item.timeline());
        return history != null
                && history.ancestors().stream().anyMatch(ancestor -> {
                    Lsn begin = windows.get(ancestor.timeline());
                    return begin != null && !ancestor.switchedAt().isBefore(begin);
                });
    }

    /** Whether the region follows and has not come so far. */
    private static boolean lacks(OtherRegion other, WalItem item) {
        Lsn reached = other.newestWal().get(item.timeline());
        return reached != null && reached.isBefore(item.to());
    }
}
