package org.theorder.lifeboat.repository.wal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.backup.SealedWal;

/**
 * Which WAL is sealed with a backup. An incremental's seal begins where its parent ended, a full one's where the full one
 * before it ended: so all WAL that a kept backup can be replayed with stays sealed when the incrementals between have gone.
 *
 * @param needed from the backup's start to its stop, over all timelines between: without it there is no backup
 * @param wanted the same or more: what came since the backup before
 */
public record SealRange(List<SealedWal.Stretch> needed, List<SealedWal.Stretch> wanted) {
    public SealRange {
        needed = List.copyOf(needed);
        wanted = List.copyOf(wanted);
    }

    /** A position in the WAL; the timeline is unsigned. */
    public record Position(int timeline, Lsn lsn) {}

    /**
     * @param history of the timeline on which the backup stopped; empty for timeline 1
     * @param before the parent, or the full backup before a full one; passed over if its end does not lie on the way
     * @throws LifeboatException WAL_GAP if the history does not lead from the start to the stop
     */
    public static SealRange of(
            Position start, Position stop, Optional<TimelineHistory> history, Optional<BackupMarker> before) {
        List<SealedWal.Stretch> needed = path(start, stop, history)
                .orElseThrow(() -> new LifeboatException(
                        ErrorCode.WAL_GAP,
                        "the history of timeline " + Integer.toUnsignedString(stop.timeline())
                                + " is missing, or does not lead from " + start.lsn() + " on timeline "
                                + Integer.toUnsignedString(start.timeline()) + " to " + stop.lsn()));
        List<SealedWal.Stretch> wanted = before.map(end -> new Position(end.stopTimeline(), end.stopLsn()))
                .filter(end -> end.lsn().isBefore(start.lsn()))
                .flatMap(end -> path(end, stop, history))
                .orElse(needed);
        return new SealRange(needed, wanted);
    }

    /** Whether a backup ended on the way to a position. */
    public static boolean isOnTheWay(BackupMarker earlier, Position stop, Optional<TimelineHistory> history) {
        return path(new Position(earlier.stopTimeline(), earlier.stopLsn()), stop, history)
                .isPresent();
    }

    /** The WAL between two positions; empty if the one does not lead to the other. */
    static Optional<List<SealedWal.Stretch>> path(Position from, Position to, Optional<TimelineHistory> history) {
        Map<Integer, Lsn> ends = new LinkedHashMap<>();
        history.ifPresent(
                known -> known.ancestors().forEach(ancestor -> ends.put(ancestor.timeline(), ancestor.switchedAt())));
        ends.put(to.timeline(), to.lsn());
        Lsn end = ends.get(from.timeline());
        if (end == null || end.isBefore(from.lsn())) {
            return Optional.empty();
        }
        List<SealedWal.Stretch> stretches = new ArrayList<>();
        boolean begun = false;
        Lsn reached = from.lsn();
        for (Map.Entry<Integer, Lsn> leg : ends.entrySet()) {
            begun |= leg.getKey() == from.timeline();
            if (begun && reached.isBefore(leg.getValue())) {
                stretches.add(new SealedWal.Stretch(leg.getKey(), reached, leg.getValue()));
                reached = leg.getValue();
            }
        }
        return Optional.of(stretches);
    }
}
