package org.theorder.lifeboat.repository.retention;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.wal.TimelineHistory;

/** The WAL between two positions, over all timelines between. */
final class WalPath {
    /** WAL of one timeline. */
    record Leg(int timeline, Lsn from, Lsn to) {
        boolean touches(WalItem item) {
            return item.timeline() == timeline && from.isBefore(item.to()) && !to.isBefore(item.from());
        }
    }

    private WalPath() {}

    /** Empty if the histories do not lead from the one timeline to the other. */
    static Optional<List<Leg>> between(
            Map<Integer, TimelineHistory> histories, int timeline, Lsn from, int lastTimeline, Lsn to) {
        if (timeline == lastTimeline) {
            return Optional.of(List.of(new Leg(timeline, from, to)));
        }
        TimelineHistory history = histories.get(lastTimeline);
        if (history == null) {
            return Optional.empty();
        }
        List<Leg> legs = new ArrayList<>();
        Lsn reached = from;
        for (TimelineHistory.Ancestor ancestor : history.ancestors()) {
            boolean begins = ancestor.timeline() == timeline;
            if (begins || !legs.isEmpty()) {
                if (ancestor.switchedAt().isBefore(reached)) {
                    return Optional.empty();
                }
                legs.add(new Leg(ancestor.timeline(), reached, ancestor.switchedAt()));
                reached = ancestor.switchedAt();
            }
        }
        if (legs.isEmpty()) {
            return Optional.empty();
        }
        legs.add(new Leg(lastTimeline, reached, to));
        return Optional.of(legs);
    }

    /** What a backup needs to become consistent; empty if the histories do not say which WAL that is. */
    static Optional<List<Leg>> of(StoredBackup backup, Chains chains, Map<Integer, TimelineHistory> histories) {
        StoredBackup pages = backup;
        if (backup.ofWal()) {
            pages = chains.ancestors(backup).stream()
                    .filter(each -> !each.ofWal())
                    .findFirst()
                    .orElse(backup);
        }
        return between(histories, pages.timeline(), pages.startLsn(), backup.stopTimeline(), backup.stopLsn());
    }
}
